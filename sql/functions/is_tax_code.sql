-- Whether this is a whole tax code: 10 digits with the right check digit, or those, a dash and a branch 001-999.
-- DOMAIN §1.4. Takes the code as stored (see tax_code). NULL gives false.
create function is_tax_code(value varchar) returns boolean return
coalesce(
    regexp_full_match(value, '[0-9]{10}(-[0-9]{3})?')
    and substr(value, 10, 1) = cast(tax_check_digit(value) as varchar)
    and substr(value, 11) <> '-000',
    false
)
