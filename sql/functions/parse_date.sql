-- The date that partial_date reads; where the day or the month was not stated, the first. DOMAIN §5.5.
-- NULL: no date shape, or a day that no calendar has. date_precision tells how much was stated.
create function parse_date(value varchar) returns date return
list_transform(
    [partial_date(value)],
    lambda parts: try_cast(
        case
            when substr(parts, length(parts)) = '0' and regexp_matches(parts, '-0{1,2}$')
                then regexp_replace(regexp_replace(parts, '-0{1,2}-0{1,2}$', '-01-01'), '-0{1,2}$', '-01')
            else parts
        end as date
    )
)[1]
