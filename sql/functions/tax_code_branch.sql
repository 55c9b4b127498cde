-- The three branch digits of a stored tax code (001-999). DOMAIN §1.4. NULL: a head office, or not a code.
create function tax_code_branch(value varchar) returns varchar return
case when regexp_full_match(value, '[0-9]{10}-[0-9]{3}') then substr(value, 12) end
