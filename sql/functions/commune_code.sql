-- The commune's five digits; the zeros that a number cell lost come back, for the length is fixed. DOMAIN §2.2.
-- The code alone names no place: the vintage goes with it. NULL: not 1 to 5 digits, or zero.
create function commune_code(value varchar) returns varchar return
list_transform(
    [digits_of(value)],
    lambda digits: case
        when regexp_full_match(digits, '[0-9]{1,5}') and not regexp_full_match(digits, '0+') then lpad(digits, 5, '0')
    end
)[1]
