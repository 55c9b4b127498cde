-- One row per place name that stands one letter off in an address tail, looked for only at levels where no exact name
-- fits: a province where none is named; a district where a word for one stands unread; a commune where none is named
-- in the district or province read. Names that are exact in a province found only here come along.
-- Reads: core_address_tails, core_address_hits, core_place_names.  Columns and key as core_address_hits.
-- Two names are one letter off (wrong, missing, too many, moved) when they leave the same rest after at most one letter
-- is dropped from either: a plain join, where comparing every word with every name would be none. Numbers must agree.
with exact as (
    select
        *,
        before in (',', '-', 'phuong', 'xa', 'thitran', 'dackhu', 'quan', 'huyen', 'thixa', 'thanhpho', 'tinh') as opens,
        after in (',', '-', 'phuong', 'xa', 'thitran', 'dackhu', 'quan', 'huyen', 'thixa', 'thanhpho', 'tinh') as closes
    from core_address_hits
),

fits as (
    select
        tail,
        bool_or(place_level = 'province') as has_province,
        bool_or(place_level = 'district' and opens and closes) as has_district,
        bool_or(
            place_level = 'commune' and closes and before in ('phuong', 'xa', 'thitran', 'dackhu')
        ) as has_commune,
        list_has_any(
            array_agg(district_code) filter (where place_level = 'commune' and closes),
            array_agg(district_code) filter (where place_level = 'district' and opens and closes)
        ) as has_commune_in_district
    from exact
    group by tail
),

needs as (
    select
        tails.tail,
        not coalesce(has_province, false) as needs_province,
        not coalesce(has_district, false) and (
            not coalesce(has_commune, false)
            or regexp_matches(tails.tail, '\b(?:quan|huyen|thixa)\b|\bthanhpho\b.*(?:,|\btinh\b|\bthanhpho\b)')
        ) as needs_district,
        case
            when coalesce(has_district, false) then not coalesce(has_commune_in_district, false)
            else not coalesce(has_commune, false)
        end as needs_commune
    from (select distinct tail from core_address_tails where tail is not null) as tails
    left join fits on fits.tail = tails.tail
),

words as (
    select *, string_split(tail, ' ') as words
    from needs
    where needs_province or needs_district or needs_commune
),

starts as (
    select *, unnest(range(1, len(words) + 1)) as first_word
    from words
),

spans as (
    select *, first_word + unnest(range(0, 5)) as last_word
    from starts
),

grams as (
    select
        * exclude (words),
        translate(array_to_string(list_slice(words, first_word, last_word), ''), 'y-', 'i') as gram,
        coalesce(words[first_word - 1], ',') as before,
        coalesce(words[last_word + 1], ',') as after
    from spans
    where last_word <= len(words) and words[first_word] <> '-' and words[last_word] <> '-'
),

-- Only what begins or ends at a comma or a type: a name one letter off needs that much of a frame.
framed as (
    select *
    from grams
    where not contains(gram, ',') and (
        before in (',', '-', 'phuong', 'xa', 'thitran', 'dackhu', 'quan', 'huyen', 'thixa', 'thanhpho', 'tinh')
        or after in (',', '-', 'phuong', 'xa', 'thitran', 'dackhu', 'quan', 'huyen', 'thixa', 'thanhpho', 'tinh')
    )
),

gram_rests as (
    select
        gram,
        regexp_replace(gram, '[^0-9]', '', 'g') as numbers,
        unnest(list_distinct(list_transform(
            range(0, length(gram) + 1), lambda i: left(gram, i) || substr(gram, i + 2)
        ))) as rest
    from (select distinct gram from framed where length(gram) between 4 and 24)
),

-- Shorter names have too many neighbours, and an alias one letter off is no evidence.
name_rests as (
    select
        place_key,
        regexp_replace(place_key, '[^0-9]', '', 'g') as numbers,
        unnest(list_distinct(list_transform(
            range(0, length(place_key) + 1), lambda i: left(place_key, i) || substr(place_key, i + 2)
        ))) as rest
    from (select distinct place_key from core_place_names where length(place_key) >= 5 and not is_alias)
),

near as (
    select distinct gram, place_key
    from gram_rests
    join name_rests on name_rests.rest = gram_rests.rest and name_rests.numbers = gram_rests.numbers
    where gram <> place_key
),

near_grams as (
    select framed.*, near.place_key as near_key
    from framed
    join near on near.gram = framed.gram
),

provinces as (
    select near_grams.*, names.*
    from near_grams
    join core_place_names as names on names.place_key = near_key and names.place_level = 'province'
    where needs_province and before not in ('phuong', 'xa', 'thitran', 'dackhu', 'quan', 'huyen', 'thixa')
        and not names.is_alias
),

found as (
    select distinct tail, new_province_code from provinces
),

suggested as (
    select tail, new_province_code from found
    union
    select tail, new_province_code from core_address_hits where place_level <> 'commune'
),

in_provinces as (
    select near_grams.*, names.*
    from near_grams
    join suggested on suggested.tail = near_grams.tail
    join core_place_names as names
        on names.place_key = near_key and names.new_province_code = suggested.new_province_code
    where not names.is_alias and case names.place_level
        when 'district' then needs_district and before not in ('phuong', 'xa', 'thitran', 'dackhu', 'tinh')
        when 'commune' then needs_commune and before not in ('quan', 'huyen', 'thixa', 'thanhpho', 'tinh')
        else false
    end
),

read_districts as (
    select tail, array_agg(distinct district_code) as district_codes
    from (
        select tail, district_code from in_provinces where place_level = 'district'
        union all
        select tail, district_code from core_address_hits where place_level = 'district'
    )
    group by tail
),

misspelt as (
    select in_provinces.*
    from in_provinces
    left join read_districts on read_districts.tail = in_provinces.tail
    where place_level <> 'commune' or district_codes is null or list_contains(district_codes, district_code)
),

exact_communes as (
    select framed.*, null as near_key, names.*
    from framed
    join found on found.tail = framed.tail
    join core_place_names as names
        on names.place_key = framed.gram
        and names.new_province_code = found.new_province_code
        and names.place_level = 'commune'
    where framed.before in ('phuong', 'xa', 'thitran', 'dackhu', ',', '-')
        and (gram >= 'a' or framed.before = 'phuong')
),

together as (
    select *, true as is_misspelt from provinces
    union all
    select *, true from misspelt
    union all
    select *, false from exact_communes
)

select distinct * exclude (needs_province, needs_district, needs_commune, gram, near_key)
from together
order by all
