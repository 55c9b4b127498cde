-- One row per distinct (address, commune code, vintage of the code) that a registry delivered: which commune it is,
-- in its own vintage and after the merger of 2025-07-01.
-- Reads: landed_tax_payers, landed_business_entities, landed_si_units, earlier_si_units,
--   core_address_answers, ref_communes,
--   ref_commune_changes, ref_provinces.
-- Key: address, given_commune_code, given_commune_vintage; any may be NULL, so join with "is not distinct from".
--   commune_code, commune_vintage  the commune given or read; NULL where none or several fit
--   new_commune_code        its commune after the merger; NULL where an old commune was split, or several fit
--   new_commune_candidates  every commune after the merger that it may be, '+'-joined and sorted
--   province_code           after the merger
--   old_district_code       the district given or read; NULL for new addresses
--   confidence  given      the delivered code denotes one commune
--               certain    every level is named letter for letter and no other place fits
--               likely     one place fits best: something is misspelt, missing, of former years, or others come near
--               ambiguous  several communes fit equally well, or a code without vintage denotes two
--               none       no commune is named; province and district may still be
-- A commune that was split may be certain: what is then open is only its successor, and new_commune_code is NULL.
with delivered as (
    select address, commune_code, cast(commune_vintage as date) as commune_vintage from landed_tax_payers
    union
    select address, commune_code, cast(commune_vintage as date) from landed_business_entities
    union
    select address, commune_code, cast(commune_vintage as date) from landed_si_units
    union
    select address, commune_code, cast(commune_vintage as date) from earlier_si_units
),

successors as (
    select old_commune_code, string_agg(new_commune_code, '+' order by new_commune_code) as new_codes
    from ref_commune_changes
    group by old_commune_code
),

communes as (
    select
        commune_code,
        cast(commune_vintage as date) as commune_vintage,
        district_code,
        new_province_code,
        case commune_vintage when '2025-07-01' then commune_code else successors.new_codes end as new_codes
    from ref_communes
    join ref_provinces
        on ref_provinces.province_code = ref_communes.province_code
        and ref_provinces.province_vintage = ref_communes.commune_vintage
    left join successors on successors.old_commune_code = ref_communes.commune_code
),

-- A code without vintage denotes two communes 3,316 times out of 3,321. In turn: the text names one of the two; it
-- names a commune that went into the new one; it names the district of the old one; the old one went whole into the
-- new one. Otherwise both stay open and the row is shown under the newer.
dated as (
    select
        delivered.address,
        delivered.commune_code as given_commune_code,
        delivered.commune_vintage as given_commune_vintage,
        answers.* exclude (address),
        old.new_codes as old_new_codes,
        case
            when old.commune_code is null then new.commune_vintage
            when new.commune_code is null then old.commune_vintage
            when delivered.commune_vintage < date '2025-07-01' then old.commune_vintage
            when delivered.commune_vintage is not null then new.commune_vintage
            when answers.commune_code = delivered.commune_code then answers.commune_vintage
            when answers.new_codes = delivered.commune_code then new.commune_vintage
            when answers.old_district_code = old.district_code then old.commune_vintage
            else new.commune_vintage
        end as code_vintage,
        case
            when old.commune_code is null or new.commune_code is null then
                case
                    when delivered.commune_vintage is null then 'given'
                    when (delivered.commune_vintage < date '2025-07-01') = (old.commune_code is not null) then 'given'
                    else 'likely'
                end
            when delivered.commune_vintage is not null then 'given'
            when answers.commune_code = delivered.commune_code
                or answers.old_district_code = old.district_code
                or answers.new_codes = delivered.commune_code
                or old.new_codes = delivered.commune_code then 'likely'
            else 'ambiguous'
        end as code_confidence
    from delivered
    left join core_address_answers as answers on answers.address = delivered.address
    left join communes as old
        on old.commune_code = delivered.commune_code and old.commune_vintage < date '2025-07-01'
    left join communes as new
        on new.commune_code = delivered.commune_code and new.commune_vintage >= date '2025-07-01'
),

-- The code wins over the text wherever it denotes a commune at all.
joined as (
    select
        dated.address, given_commune_code, given_commune_vintage,
        case when code_vintage is null then dated.commune_code else given_commune_code end as commune_code,
        coalesce(code_vintage, dated.commune_vintage) as commune_vintage,
        case
            when code_vintage is null then dated.new_codes
            when code_confidence = 'ambiguous' then array_to_string(
                list_sort(list_distinct(list_append(string_split(old_new_codes, '+'), given_commune_code))), '+'
            )
            else communes.new_codes
        end as new_commune_candidates,
        case when code_vintage is null then dated.province_code else communes.new_province_code end as province_code,
        case
            when code_vintage is null then dated.old_district_code
            else communes.district_code
        end as old_district_code,
        case when code_vintage is null then coalesce(dated.confidence, 'none') else code_confidence end as confidence
    from dated
    left join communes
        on communes.commune_code = dated.given_commune_code and communes.commune_vintage = dated.code_vintage
)

select
    address, given_commune_code, given_commune_vintage, commune_code, commune_vintage,
    case when not contains(new_commune_candidates, '+') then new_commune_candidates end as new_commune_code,
    new_commune_candidates, province_code, old_district_code, confidence
from joined
order by address, given_commune_code, given_commune_vintage
