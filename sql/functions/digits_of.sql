-- An identifier as typed, without the dress: spaces, points, apostrophes, invisible characters and the `.0` of a
-- number cell are gone, every dash is a plain one. Letters stay, so that a wrong number stays wrong.
-- DOMAIN §1.2, §5.5. NULL: nothing was written.
-- `nullif` stands outside, as in repair_text.
create function digits_of(value varchar) returns varchar return
nullif(case
    when regexp_full_match(value, '[0-9A-Za-z-]+') then value
    else regexp_replace(regexp_replace(regexp_replace(
        value, '^[\s'']*([0-9]+)\.0{1,2}\s*$', '\1'),
        '[\s\p{Z}\p{Cf}\p{Cc}.''‘’`]+', '', 'g'),
        '[‐‑‒–—−]', '-', 'g')
end, '')
