-- How far two firms' distinctive words (company_key) are the same, given the cosine of their weighted trigrams: `same` (the
-- same words in any order or run together), `slip` (one letter, in a long name two), `part` (one holds every word of the
-- other), `like`, `somewhat`, `other`. Where the numbers in them differ they are `other`: school 1, school 2.
-- DOMAIN §6.4. NULL: a name is missing.
create function company_keys_agree(left_key varchar, right_key varchar, cosine double) returns varchar return
case
    when left_key is null or right_key is null then null
    when replace(left_key, ' ', '') = replace(right_key, ' ', '')
        or list_sort(string_split(left_key, ' ')) = list_sort(string_split(right_key, ' ')) then 'same'
    when list_sort(regexp_extract_all(left_key, '[0-9]+')) <> list_sort(regexp_extract_all(right_key, '[0-9]+')) then 'other'
    when least(length(left_key), length(right_key)) >= 6
        and damerau_levenshtein(replace(left_key, ' ', ''), replace(right_key, ' ', ''))
            <= case when least(length(left_key), length(right_key)) >= 14 then 2 else 1 end then 'slip'
    when length(regexp_replace(left_key, '[^ ]', '', 'g')) > 0 and length(regexp_replace(right_key, '[^ ]', '', 'g')) > 0
        and (
            list_has_all(string_split(left_key, ' '), string_split(right_key, ' '))
            or list_has_all(string_split(right_key, ' '), string_split(left_key, ' '))
        ) then 'part'
    when cosine >= 0.75 then 'like'
    when cosine >= 0.55 then 'somewhat'
    else 'other'
end
