-- The first Vietnamese telephone number in the text, from its 0 on: mobiles have 10 digits, landlines 11, and 1800 and
-- 1900 numbers stay short. +84 and a lost zero are mended; mobiles of 11 digits get their prefix of 2018.
-- DOMAIN §5.6. NULL: none can be read.
create function phone_number(value varchar) returns varchar return
list_transform(
    [regexp_replace(
        regexp_replace(regexp_extract(digits_of(value), '^[^0-9+]*([^/;,|]*)', 1), '[^0-9]', '', 'g'),
        '^(?:0084|84)0?([0-9]{9,10})$|^0([35789][0-9]{8}|2[0-9]{9})0[0-9]{9,10}$', '0\1\2'
    )],
    lambda digits: list_transform(
        [case when regexp_full_match(digits, '[35789][0-9]{8}|2[0-9]{9}') then '0' else '' end || digits],
        lambda number: case
            when regexp_full_match(number, '0[35789][0-9]{8}|02[0-9]{9}|1[89]00[0-9]{4,6}') then number
            when regexp_full_match(number, '016[2-9][0-9]{7}') then '03' || substr(number, 4)
            when regexp_full_match(number, '012[01268][0-9]{7}')
                then '07' || translate(substr(number, 4, 1), '01268', '09768') || substr(number, 5)
            when regexp_full_match(number, '012[34579][0-9]{7}')
                then '08' || translate(substr(number, 4, 1), '34579', '34512') || substr(number, 5)
            when regexp_full_match(number, '018[68][0-9]{7}') then '05' || substr(number, 4)
            when regexp_full_match(number, '0199[0-9]{7}') then '059' || substr(number, 5)
        end
    )[1]
)[1]
