-- A whole number; the `.0` of a number cell is dropped, thousands marks are not read. DOMAIN §5.5. NULL: not one.
create function parse_integer(value varchar) returns bigint return
list_transform(
    [regexp_replace(value, '^[\s\p{Z}'']+|[\s\p{Z}]+$', '', 'g')],
    lambda written: case
        when regexp_full_match(written, '[+-]?[0-9]{1,18}(\.0{1,2})?')
            then try_cast(regexp_replace(written, '\..*$', '') as bigint)
    end
)[1]
