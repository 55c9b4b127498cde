-- The insurance number (or personal id) that a health card number carries. DOMAIN §1.6. NULL: not a card number.
create function hi_card_insurance_number(value varchar) returns varchar return
nullif(regexp_extract(hi_card_number(value), '^([A-Z]{2}[1-5][0-9]{2})?([0-9]{10}|[0-9]{12})$', 2), '')
