-- The tax code of an organisation or household business as we store it. DOMAIN §1.4, §1.5:
--   10 digits, or 10-3, with the right check digit; 13 digits are 10-3, and 13 ending in 000 a head office as HTKK
--   pads it (with a dash, -000 is nobody's); 9 digits (9-3) that pass the check with a 0 before them lost that 0;
--   12 digits of a personal id are a household business (since 2025-07); 11 that make one with a 0 lost that 0.
-- NULL: none of these is certain.
create function tax_code(value varchar) returns varchar return
case
    when is_tax_code(value) then value
    else list_transform(
        [digits_of(value)],
        lambda digits: list_transform(
            [case
                when regexp_full_match(digits, '[0-9]{10}000') then substr(digits, 1, 10)
                when regexp_full_match(digits, '[0-9]{13}') then substr(digits, 1, 10) || '-' || substr(digits, 11)
                when regexp_full_match(digits, '[1-9][0-9]{8}(-[0-9]{3})?') then '0' || digits
                when regexp_full_match(digits, '[1-9][0-9]{10}') and personal_id_province('0' || digits) is not null
                    then '0' || digits
                else digits
            end],
            lambda code: case
                when is_tax_code(code) or regexp_full_match(code, '0[0-9]{2}[0-3][0-9]{8}') then code
            end
        )[1]
    )[1]
end
