-- The health card number: the old 15 characters, the 10-digit insurance number, or the personal id. DOMAIN §1.6.
-- NULL: none of the three.
create function hi_card_number(value varchar) returns varchar return
list_transform(
    [upper(replace(digits_of(value), '-', ''))],
    lambda card: case
        when regexp_full_match(card, '[A-Z]{2}[1-5][0-9]{12}|[0-9]{10}|[0-9]{3}[0-3][0-9]{8}') then card
    end
)[1]
