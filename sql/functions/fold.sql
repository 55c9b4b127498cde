-- The key that text is searched by: lower case, no marks, đ as d, only a-z, 0-9 and single spaces. An apostrophe
-- joins (`H’Leo`, `H'Leo` and `HLeo` are one), any other sign parts words. DOMAIN §6.3. NULL: no letter, no digit.
create function fold(value varchar) returns varchar return
list_transform(
    [replace(lower(strip_accents(repair_text(value))), 'đ', 'd')],
    lambda letters: case
        when regexp_full_match(letters, '[a-z0-9]+( [a-z0-9]+)*') then letters
        else nullif(trim(regexp_replace(regexp_replace(letters, '[''‘’`´]', '', 'g'), '[^a-z0-9]+', ' ', 'g')), '')
    end
)[1]
