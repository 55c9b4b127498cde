-- The different runs of three characters in a search key (fold, company_key), a blank before and after it: what two
-- spellings of one name share however its words are ordered or mistyped. NULL: there is no key.
create function trigrams(value varchar) returns varchar[] return
case
    when value is not null then list_sort(list_distinct(list_transform(
        range(1, length(value) + 1), lambda place: substr(' ' || value || ' ', cast(place as integer), 3))))
end
