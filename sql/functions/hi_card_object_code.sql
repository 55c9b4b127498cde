-- The two letters of the payer group in an old 15-character health card number. DOMAIN §1.6. NULL: a newer number.
create function hi_card_object_code(value varchar) returns varchar return
nullif(regexp_extract(hi_card_number(value), '^([A-Z]{2})', 1), '')
