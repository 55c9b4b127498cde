-- Whether this is a whole personal id (CCCD, định danh cá nhân) of someone born by that year: 12 digits, century
-- digit 0 to 3, birth year not after as_of_year. DOMAIN §1.2, the hard rules; the province is not asked.
-- NULL gives false.
create function is_personal_id(value varchar, as_of_year integer) returns boolean return
coalesce(
    regexp_full_match(value, '[0-9]{3}[0-3][0-9]{8}') and personal_id_birth_year(value) <= as_of_year,
    false
)
