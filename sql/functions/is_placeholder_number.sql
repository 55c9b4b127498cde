-- Whether a number was typed to fill a box: zeros only, or six or more digits that are all one digit or run up or
-- down by one (a 9 may be followed by 0 and back). Such a number joins strangers. NULL gives false.
-- Nearly every number shows by its first four digits that it is none, and costs one look.
create function is_placeholder_number(value varchar) returns boolean return
case
    when not regexp_matches(
        value,
        '[^0-9]|^0*$|^(?:0000|1111|2222|3333|4444|5555|6666|7777|8888|9999|0123|1234|2345|3456|4567|5678|6789|7890|8901|9012'
        || '|9876|8765|7654|6543|5432|4321|3210|2109|1098|0987)'
    ) then false
    else coalesce(
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
end
