-- The taxpayer of a stored tax code: its first 10 digits, or the whole 12 of a household business. DOMAIN §1.4, §1.5.
-- NULL: not a code in the form of tax_code.
create function tax_code_root(value varchar) returns varchar return
case
    when regexp_full_match(value, '[0-9]{10}|[0-9]{12}') then value
    when regexp_full_match(value, '[0-9]{10}-[0-9]{3}') then substr(value, 1, 10)
end
