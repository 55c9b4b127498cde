-- The house and street of an address as a search key: what stands before its first comma, without the words number and
-- street. DOMAIN §6.5. NULL: no number stands there, so it names a place and no door.
create function street_line(value varchar) returns varchar return
list_transform(
    [trim(regexp_replace(regexp_replace(
        fold(split_part(value, ',', 1)), '\b(?:so|nha|duong|d|pho)\b', ' ', 'g'), ' {2,}', ' ', 'g'))],
    lambda line: case when regexp_matches(line, '[0-9]') and regexp_matches(line, '[a-z]') then line end
)[1]
