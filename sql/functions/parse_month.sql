-- The first day of the month that was written: mm/yyyy, yyyy-mm, yyyymm, or any date that states its month.
-- DOMAIN §5.4 (D02-LT months). NULL: no month, a year alone, an impossible date.
create function parse_month(value varchar) returns date return
case
    when regexp_full_match(value, '\s*(19|20|21)[0-9]{4}(\.0)?\s*')
        then try_cast(regexp_replace(value, '^\s*([0-9]{4})([0-9]{2}).*$', '\1-\2-01') as date)
    else list_transform(
        [partial_date(value)],
        lambda parts: case
            when regexp_matches(parts, '-0{1,2}-0{1,2}$') then null
            when regexp_matches(parts, '-0{1,2}$') then try_cast(regexp_replace(parts, '-0{1,2}$', '-01') as date)
            else cast(date_trunc('month', try_cast(parts as date)) as date)
        end
    )[1]
end
