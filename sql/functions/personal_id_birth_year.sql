-- The year of birth in a 12-digit personal id: half its fourth digit counts centuries from 1900, digits 5 and 6 are
-- the year in it. DOMAIN §1.2. NULL: not 12 digits.
create function personal_id_birth_year(value varchar) returns integer return
case
    when regexp_full_match(value, '[0-9]{12}')
        then 1900 + 100 * (cast(substr(value, 4, 1) as integer) // 2) + cast(substr(value, 5, 2) as integer)
end
