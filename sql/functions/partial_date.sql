-- A date as text, year-month-day, with 00 for the parts that were not stated; its shape is checked, not the calendar.
-- Read: year-month-day, day/month/year (also . and -, with or without a time), yyyymmdd, mm/yyyy, yyyy-mm, yyyy,
-- 00 for a part not known, and Excel's day number (5 digits, 10000 = 1927 to 60000 = 2064). DOMAIN §5.5.
-- NULL: none of these. A two-digit year is never completed.
create function partial_date(value varchar) returns varchar return
list_transform(
    [case
        when regexp_full_match(value, '[0-9/.-]+') then value
        else trim(regexp_replace(regexp_replace(
            value, '[\s\p{Z}\p{Cf}\p{Cc}''‘’]+', ' ', 'g'), ' *([/.-]) *', '\1', 'g'))
    end],
    lambda written: case
        when regexp_full_match(written, '[12][0-9]{3}-[0-9]{2}-[0-9]{2}') then written
        when regexp_full_match(
            written,
            '[0-9]{1,2}([/.-])[0-9]{1,2}([/.-])[12][0-9]{3}([ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?)?'
        ) then regexp_replace(written, '^([0-9]+).([0-9]+).([0-9]{4}).*$', '\3-\2-\1')
        when regexp_full_match(
            written,
            '[12][0-9]{3}[/.-][0-9]{1,2}[/.-][0-9]{1,2}'
            || '([ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)? ?(Z|[+-][0-9]{2}:?[0-9]{2})?)?'
        ) then regexp_replace(written, '^([0-9]{4}).([0-9]+).([0-9]{1,2}).*$', '\1-\2-\3')
        when regexp_full_match(written, '[1-5][0-9]{4}(\.[0-9]+)?|60000(\.[0-9]+)?')
            then cast(date '1899-12-30' + cast(substr(written, 1, 5) as integer) as varchar)
        when regexp_full_match(written, '[12][0-9]{7}(\.0)?')
            then substr(written, 1, 4) || '-' || substr(written, 5, 2) || '-' || substr(written, 7, 2)
        when regexp_full_match(written, '[12][0-9]{3}(\.0)?') then substr(written, 1, 4) || '-00-00'
        when regexp_full_match(written, '[0-9]{1,2}[/.-][12][0-9]{3}')
            then regexp_replace(written, '^([0-9]+).([0-9]{4})$', '\2-\1-00')
        when regexp_full_match(written, '[12][0-9]{3}[/-][0-9]{1,2}')
            then regexp_replace(written, '^([0-9]{4}).([0-9]+)$', '\1-\2-00')
    end
)[1]
