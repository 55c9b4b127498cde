-- The tenth digit that the first nine of a tax code call for: 10 less the weighted sum modulo 11. DOMAIN §1.4.
-- NULL: the first nine characters are no number, or the remainder is 0 and no code has that serial.
create function tax_check_digit(value varchar) returns integer return
list_transform(
    [try_cast(substr(value, 1, 9) as integer)],
    lambda serial: 10 - nullif((
        31 * (serial // 100000000) + 29 * (serial // 10000000 % 10) + 23 * (serial // 1000000 % 10)
        + 19 * (serial // 100000 % 10) + 17 * (serial // 10000 % 10) + 13 * (serial // 1000 % 10)
        + 7 * (serial // 100 % 10) + 5 * (serial // 10 % 10) + 3 * (serial % 10)
    ) % 11, 0)
)[1]
