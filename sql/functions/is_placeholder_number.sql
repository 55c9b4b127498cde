-- Whether a number was typed to fill a box: zeros only, or six or more digits that are all one digit or run up or
-- down by one (a 9 may be followed by 0 and back). Such a number joins strangers. NULL gives false.
create function is_placeholder_number(value varchar) returns boolean return
coalesce(
    list_transform(
        [digits_of(value)],
        lambda digits: regexp_full_match(digits, '0+|1{6,}|2{6,}|3{6,}|4{6,}|5{6,}|6{6,}|7{6,}|8{6,}|9{6,}')
        or (
            length(digits) >= 6
            and (contains('012345678901234567890123456789', digits) or contains('987654321098765432109876543210', digits))
        )
    )[1],
    false
)
