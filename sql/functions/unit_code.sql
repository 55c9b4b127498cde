-- The insured unit's code: 6 to 8 capital letters and digits, read as it stands. DOMAIN §1.7. NULL: not of that form.
create function unit_code(value varchar) returns varchar return
list_transform(
    [upper(digits_of(value))],
    lambda code: case when regexp_full_match(code, '[A-Z0-9]{6,8}') then code end
)[1]
