-- The personal id as we store it, 12 digits. Zeros that a number cell lost are put back where the result has one of
-- the 63 provinces and meets the hard rules: one for 11 digits; two for 10, unless they are a valid tax code.
-- DOMAIN §1.2. NULL: not a personal id, or not certain.
create function personal_id(value varchar, as_of_year integer) returns varchar return
case
    when is_personal_id(value, as_of_year) then value
    else list_transform(
        [digits_of(value)],
        lambda digits: case
            when length(digits) = 12 then case when is_personal_id(digits, as_of_year) then digits end
            when regexp_full_match(digits, '[1-9][0-9]{9,10}')
                and personal_id_province(lpad(digits, 12, '0')) is not null
                and is_personal_id(lpad(digits, 12, '0'), as_of_year)
                and not is_tax_code(digits) then lpad(digits, 12, '0')
        end
    )[1]
end
