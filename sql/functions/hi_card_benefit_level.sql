-- The benefit digit, 1 to 5, of an old 15-character health card number. DOMAIN §1.6. NULL: a newer number.
create function hi_card_benefit_level(value varchar) returns varchar return
nullif(regexp_extract(hi_card_number(value), '^[A-Z]{2}([1-5])', 1), '')
