-- Whether two name keys (name_key) can be the same person's name: equal, two letters off, a middle word missing or cut
-- to its initial, or the words in another order (DOMAIN §5.6). Surname alone never suffices: a third are Nguyễn.
-- NULL where a name is missing.
create function names_agree(left_key varchar, right_key varchar) returns boolean return
left_key = right_key
or levenshtein(left_key, right_key) <= 2
or (
    split_part(left_key, ' ', 1) = split_part(right_key, ' ', 1)
    and regexp_extract(left_key, '[a-z0-9]+$') = regexp_extract(right_key, '[a-z0-9]+$')
)
or list_sort(string_split(left_key, ' ')) = list_sort(string_split(right_key, ' '))
