-- How much of a date was stated: `day`, `month` or `year`. DOMAIN §5.5, §5.6 (year-only births).
-- NULL: whatever parse_date refuses.
create function date_precision(value varchar) returns varchar return
list_transform(
    [partial_date(value)],
    lambda parts: case
        when regexp_matches(parts, '-0{1,2}-0{1,2}$') then 'year'
        when regexp_matches(parts, '-0{1,2}$')
            then case when try_cast(regexp_replace(parts, '-0{1,2}$', '-01') as date) is not null then 'month' end
        when try_cast(parts as date) is not null then 'day'
    end
)[1]
