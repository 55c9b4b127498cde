-- The social insurance number: 10 digits, or the personal id that has taken its place since 2025-08. DOMAIN §1.6.
-- There is no check digit, so 9 digits (a lost zero, or an old identity number) are not repaired. NULL: neither.
create function insurance_number(value varchar) returns varchar return
list_transform(
    [digits_of(value)],
    lambda digits: case when regexp_full_match(digits, '[0-9]{10}|[0-9]{3}[0-3][0-9]{8}') then digits end
)[1]
