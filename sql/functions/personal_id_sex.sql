-- The sex in a 12-digit personal id: its fourth digit is even for M, odd for F. DOMAIN §1.2. NULL: not 12 digits.
create function personal_id_sex(value varchar) returns varchar return
case
    when regexp_full_match(value, '[0-9]{3}[02468][0-9]{8}') then 'M'
    when regexp_full_match(value, '[0-9]{12}') then 'F'
end
