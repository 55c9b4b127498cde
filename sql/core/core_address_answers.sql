-- One row per distinct delivered address text: what it says by itself about district, commune and province.
-- Reads: core_address_tails, core_address_readings, ref_commune_changes.  Key: address.
-- Columns as in core_addresses; new_codes are its new_commune_candidates.
-- The marks decide between names that fold alike ("Tân Thành", "Tân Thạnh"), address by address; everything else was
-- decided once a tail. A text without any mark cannot decide.
with contested as (
    select *, count(*) over (partition by tail) > 1 as is_contested
    from core_address_readings
),

spelled as (
    select
        tails.address, contested.* exclude (is_contested),
        regexp_matches(tails.address, '[^ -~]')
        and contains(place_tone(lower(repair_text(tails.address))), shown_name) as is_as_written
    from contested
    join core_address_tails as tails on tails.tail = contested.tail
    where is_contested
),

weighed as (
    select *, bool_or(is_as_written) over (partition by address, place_key) as is_written_somewhere
    from spelled
),

-- Readings within 0.2 are equal: that is less than any one kind of evidence.
fitting as (
    select * exclude (is_as_written, is_written_somewhere)
    from weighed
    where place_key is null or is_as_written or not coalesce(is_written_somewhere, false)
    qualify score >= max(score) over (partition by address) - 0.2
    union all
    select null as address, * exclude (is_contested)
    from contested
    where not is_contested
),

successors as (
    select old_commune_code, string_agg(new_commune_code, '+' order by new_commune_code) as new_codes
    from ref_commune_changes
    group by old_commune_code
),

-- A district without commune has new codes only where all of it became one commune.
places as (
    select
        fitting.*,
        case
            when place_vintage < date '2025-07-01' and commune_code is not null then successors.new_codes
            else fitting.new_commune_code
        end as new_codes
    from fitting
    left join successors on successors.old_commune_code = fitting.commune_code
),

candidates as (
    select tail, address, string_agg(distinct new_code, '+' order by new_code) as new_codes
    from (select tail, address, unnest(string_split(new_codes, '+')) as new_code from places)
    group by tail, address
),

-- Several old communes that all went into one new commune do say where the address lies now.
summed as (
    select
        places.tail, places.address,
        count(*) = 1 and count(commune_code) = 1 as is_one_place,
        count(places.new_codes) = count(*) and not contains(any_value(candidates.new_codes), '+') as is_one_new_commune,
        count(commune_code) > 0 as names_communes,
        any_value(commune_code) as commune_code,
        any_value(place_vintage) as commune_vintage,
        any_value(candidates.new_codes) as new_codes,
        case when count(distinct new_province_code) = 1 then any_value(new_province_code) end as province_code,
        case
            when count(distinct district_code) = 1 and count(district_code) = count(*) then any_value(district_code)
        end as old_district_code,
        bool_and(is_sure and coalesce(margin, 1) >= 0.5) as is_certain
    from places
    left join candidates
        on candidates.tail = places.tail and candidates.address is not distinct from places.address
    group by places.tail, places.address
),

answers as (
    select
        tail, address, province_code, old_district_code,
        case when is_one_place then commune_code when is_one_new_commune then new_codes end as commune_code,
        case
            when is_one_place then commune_vintage
            when is_one_new_commune then date '2025-07-01'
        end as commune_vintage,
        case when names_communes or is_one_new_commune then new_codes end as new_codes,
        case
            when is_one_place and is_certain then 'certain'
            when is_one_place or is_one_new_commune then 'likely'
            when names_communes then 'ambiguous'
            else 'none'
        end as confidence
    from summed
)

select tails.address, answers.* exclude (tail, address)
from core_address_tails as tails
join answers on answers.tail = tails.tail and answers.address is null
union all
select address, answers.* exclude (tail, address)
from answers
where address is not null
order by address
