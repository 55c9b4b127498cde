-- A person's tax number, 10-digit individual code or 12-digit personal id, from a column that mixes them since 2025.
-- DOMAIN §1.5: told apart by length and check digit. Lost zeros come back as in personal_id, but 10 digits that fail
-- the check become an id only for someone of 15 to 90, and never when they begin with 8, where individual codes lie.
-- NULL: neither, or not certain.
create function person_tax_code(value varchar, as_of_year integer) returns varchar return
case
    when is_personal_id(value, as_of_year) then value
    else list_transform(
        [digits_of(value)],
        lambda digits: case
            when length(digits) in (11, 12) then personal_id(digits, as_of_year)
            when length(digits) = 10 and is_tax_code(digits) then digits
            when regexp_full_match(digits, '[1246][0-9]{9}')
                and as_of_year - personal_id_birth_year('00' || digits) between 15 and 90
                then personal_id(digits, as_of_year)
        end
    )[1]
end
