-- Whole dong from text, by the convention that its column declares; it is never guessed from the cell. DOMAIN §5.5.
--   plain 1234567 or 1234567.0    dot 1.234.567 or 1.234.567,0    comma 1,234,567 or 1,234,567.0
--   thousands_dot, thousands_comma: the same, in thousands (16,821 is 16821000; 16,821.5 is 16821500).
-- Digits without marks are read under each; a minus or brackets mean less than nothing; `đ`, `VND` may follow.
-- NULL: another convention, parts of a dong, no number, or a convention that has no such name.
create function parse_vnd(value varchar, convention varchar) returns bigint return
list_transform(
    [case
        when regexp_full_match(value, '[0-9.,]+') then value
        else regexp_replace(regexp_replace(regexp_replace(
            value, '(?i)^[\s\p{Z}\p{Cf}'']+|[\s\p{Z}\p{Cf}]*(vnd|vnđ|đồng|đ|₫)?[\s\p{Z}\p{Cf}]*$', '', 'g'),
            '^\((.*)\)$', '-\1'), '^[-−–][\s\p{Z}]*', '-')
    end],
    lambda written: case
        when convention = 'plain' and regexp_full_match(written, '-?[0-9]{1,18}(\.0{1,2})?')
            then try_cast(regexp_replace(written, '\..*$', '') as bigint)
        when convention = 'dot'
            and regexp_full_match(written, '-?([1-9][0-9]{0,2}(\.[0-9]{3}){1,5}|[0-9]{1,18})(,0{1,2})?')
            then try_cast(replace(regexp_replace(written, ',.*$', ''), '.', '') as bigint)
        when convention = 'comma'
            and regexp_full_match(written, '-?([1-9][0-9]{0,2}(,[0-9]{3}){1,5}|[0-9]{1,18})(\.0{1,2})?')
            then try_cast(replace(regexp_replace(written, '\..*$', ''), ',', '') as bigint)
        when convention = 'thousands_dot'
            and regexp_full_match(written, '-?([1-9][0-9]{0,2}(\.[0-9]{3}){1,4}|[0-9]{1,15})(,[0-9]{1,2})?')
            then cast(1000 * try_cast(replace(replace(written, '.', ''), ',', '.') as decimal(24, 3)) as bigint)
        when convention = 'thousands_comma'
            and regexp_full_match(written, '-?([1-9][0-9]{0,2}(,[0-9]{3}){1,4}|[0-9]{1,15})(\.[0-9]{1,2})?')
            then cast(1000 * try_cast(replace(written, ',', '') as decimal(24, 3)) as bigint)
    end
)[1]
