-- One row per raw record of two registries of people (name, sex, birth date, number, phone, address), cleaned for comparing.
-- A name, a date or an address part is cleaned once per distinct value and joined back, a number where it is not clean.
-- Reads: input.
with names as (
    select full_name, person_name(full_name) as written
    from (select distinct full_name from input)
),

words as (
    select
        full_name,
        place_tone(lower(written)) as toned,
        string_split(replace(fold(written), 'y', 'i'), ' ') as words
    from names
),

parts as (
    select
        full_name,
        array_to_string(words, ' ') as name,
        case when strlen(toned) > length(toned) then toned end as name_toned,  -- bytes, letters: with marks or đ
        array_to_string(list_sort(words), ' ') as name_sorted,
        words[1] as surname,
        words[-1] as given,
        array_to_string(words[2:-2], ' ') as middle
    from words
),

places as (
    select
        *,
        regexp_replace(
            fold(replace(ward, 'Thị X.', 'TX.')),
            '^(phuong|xa|thi tran|p|x|tt) 0*', ''
        ) as ward_key,
        regexp_replace(fold(replace(district, 'Thị X.', 'TX.')), '^(quan|huyen|thanh pho|thi xa|q|h|tp|tx) ', '') as district_key,
        regexp_replace(fold(province), '^(tinh|thanh pho|tp) ', '') as province_key
    from (select distinct ward, district, province from input)
),

communes as (
    select
        commune_code,
        commune_vintage,
        regexp_replace(fold(commune_name), '^(phuong|xa|thi tran|dac khu) 0*', '') as ward_key,
        regexp_replace(fold(district_name), '^(quan|huyen|thanh pho|thi xa) ', '') as district_key,
        regexp_replace(fold(province_name), '^(tinh|thanh pho) ', '') as province_key
    from ref_communes
),

placed as (
    select
        places.ward,
        places.district,
        places.province,
        min(coalesce(changes.new_commune_code, communes.commune_code)) as commune
    from places
    inner join communes
        on communes.ward_key = places.ward_key and communes.province_key = places.province_key
        and (
            (places.district is null and communes.commune_vintage = '2025-07-01')
            or (communes.district_key = places.district_key and communes.commune_vintage = '2025-06-30')
        )
    left join ref_commune_changes as changes
        on changes.old_commune_code = communes.commune_code and changes.is_default = 'true'
        and communes.commune_vintage = '2025-06-30'
    group by places.ward, places.district, places.province
),

streets as (
    select
        street,
        split_part(street, ' ', 1) as house,
        fold(substr(street, strpos(street, ' ') + 1)) as street_key
    from (select distinct street from input where street is not null)
),

days as (
    select dob, parse_date(cast(dob as varchar)) as birth_date
    from (select distinct dob from input)
),

sexes as (
    select sex, parse_sex(cast(sex as varchar)) as letter
    from (select distinct sex from input)
),

numbers as (
    select national_id, coalesce(personal_id(national_id, 2026), digits_of(national_id)) as number
    from (select distinct national_id from input where not regexp_full_match(national_id, '[0-9]{9}|[0-9]{12}'))
),

phones as (
    select phone, phone_number(phone) as number
    from (select distinct phone from input where not regexp_full_match(phone, '0[35789][0-9]{8}'))
),

joined as (
    select
        input.rec_id,
        parts.name,
        parts.name_toned,
        parts.name_sorted,
        parts.surname,
        parts.middle,
        parts.given,
        sexes.letter as sex,
        days.birth_date,
        case when numbers.national_id is null then input.national_id else numbers.number end as written_id,
        case when phones.phone is null then input.phone else phones.number end as phone,
        placed.commune,
        streets.house,
        streets.street_key as street,
        placed.commune || ' ' || streets.street_key || ' ' || streets.house as home
    from input
    left join parts on parts.full_name = input.full_name
    left join placed
        on placed.ward = input.ward and placed.province = input.province
        and placed.district is not distinct from input.district
    left join streets on streets.street = input.street
    left join days on days.dob = input.dob
    left join sexes on sexes.sex = input.sex
    left join numbers on numbers.national_id = input.national_id
    left join phones on phones.phone = input.phone
),

told as (
    select
        * exclude (written_id),
        case when not is_placeholder_number(written_id) then written_id end as national_id
    from joined
)

-- Clerks write 1 January where they know the year alone.
select
    *,
    case when length(national_id) = 12 then national_id end as id12,
    case when length(national_id) = 9 then national_id end as id9,
    cast(coalesce(extract(year from birth_date), personal_id_birth_year(national_id)) as integer) as birth_year,
    case when extract(month from birth_date) > 1 or extract(day from birth_date) > 1
        then cast(extract(month from birth_date) as integer) end as birth_month,
    case when extract(month from birth_date) > 1 or extract(day from birth_date) > 1
        then cast(extract(day from birth_date) as integer) end as birth_day
from told
