-- One row per record of a person, its fields cut into the parts that the residual pass and the dossiers compare.
-- name_toned is the name with its marks, where it has any; a birthday on 1 January or of a year-only birth is no day
-- (DOMAIN §5.6). numbers holds every number with its kind, an insurance number of 12 digits as the personal id it is.
-- A placeholder (000000000) is no number: nobody agrees with anybody in it.
-- A member has no address: the commune is that of the health card with the same insurance number.
-- Reads: link_person_records, core_residents, core_hi_cards, core_si_members, ref_commune_changes.
with records as (
    select
        * replace (
            case when not is_placeholder_number(personal_id) then personal_id end as personal_id,
            case when not is_placeholder_number(previous_personal_id) then previous_personal_id end as previous_personal_id,
            case when not is_placeholder_number(old_id_number) then old_id_number end as old_id_number,
            case when not is_placeholder_number(si_number) then si_number end as si_number,
            case when not is_placeholder_number(tax_code) then tax_code end as tax_code
        )
    from link_person_records
),

names as (
    select
        full_name,
        place_tone(lower(person_name(full_name))) as toned,
        string_split(name_key(full_name), ' ') as words
    from (select distinct full_name from records)
),

placed as (
    select
        residents.record_id,
        residents.current_commune_code as commune_code,
        cast(residents.commune_vintage as date) as commune_vintage
    from core_residents as residents
    union all
    select cards.record_id, cards.commune_code, cast(cards.commune_vintage as date)
    from core_hi_cards as cards
    union all
    select members.record_id, cards.commune_code, cast(cards.commune_vintage as date)
    from (select distinct record_id, si_number from core_si_members where si_number is not null) as members
    inner join core_hi_cards as cards on cards.si_number = members.si_number
),

communes as (
    select
        placed.record_id,
        min(case when placed.commune_vintage >= make_date(2025, 7, 1) then placed.commune_code
            else changes.new_commune_code end) as commune
    from placed
    left join ref_commune_changes as changes
        on changes.old_commune_code = placed.commune_code and changes.is_default = 'true'
    group by placed.record_id
)

select
    records.record_id,
    records.source,
    records.name_key as name,
    case when names.toned <> strip_accents(replace(names.toned, 'đ', 'd')) then names.toned end as name_toned,
    array_to_string(list_sort(names.words), ' ') as name_sorted,
    names.words[1] as surname,
    array_to_string(names.words[2:-2], ' ') as middle,
    names.words[-1] as given,
    coalesce(records.sex, personal_id_sex(records.personal_id)) as sex,
    records.birth_year,
    case when records.birth_precision = 'day' and extract(doy from records.birth_date) > 1
        then cast(extract(month from records.birth_date) as integer) end as birth_month,
    case when records.birth_precision = 'day' and extract(doy from records.birth_date) > 1
        then cast(extract(day from records.birth_date) as integer) end as birth_day,
    case when length(records.si_number) = 12 then coalesce(records.personal_id, records.si_number)
        else records.personal_id end as personal_id,
    records.old_id_number,
    case when length(records.si_number) = 10 then records.si_number end as si_number,
    list_filter([
        'personal ' || records.personal_id,
        'personal ' || records.previous_personal_id,
        case when length(records.si_number) = 12 then 'personal ' || records.si_number end,
        'old ' || records.old_id_number,
        case when length(records.si_number) = 10 then 'insurance ' || records.si_number end,
        'tax ' || records.tax_code
    ], lambda number: number is not null) as numbers,
    communes.commune
from records
left join names on names.full_name = records.full_name
left join communes on communes.record_id = records.record_id
order by records.record_id asc
