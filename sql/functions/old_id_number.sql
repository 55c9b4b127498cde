-- The old 9-digit identity number (CMND). DOMAIN §1.3. Eight digits may have lost a zero or may be mistyped, and
-- nothing tells which: they are not repaired. NULL: not 9 digits.
create function old_id_number(value varchar) returns varchar return
list_transform(
    [digits_of(value)],
    lambda digits: case when regexp_full_match(digits, '[0-9]{9}') then digits end
)[1]
