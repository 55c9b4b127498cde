-- One row per employer that waits, because the part of the enrolment register that would know its workers did not come whole
-- (core_enrolment_gaps): nobody is said there to be uncovered, nor insured on too low a base.
-- held_by: unit (a unit of its own or of its group is itself affected), commune (most units of its commune belong to such an
-- office), province (its commune has no unit or is not known, and its province has such an office), unplaced (nobody knows
-- where it sits, and some office fails). The part named is that of the first of these.
-- Reads: core_enrolment_gaps, core_si_units, core_addresses, link_employers, link_employer_units, assess_employer_places.
with offices as (
    select si_office_code, min(unit_code) as unit_code
    from core_enrolment_gaps
    where level <> 'unit'
    group by si_office_code
),

placed as (
    select units.si_office_code, addresses.new_commune_code as commune_code, addresses.province_code, count(*) as units
    from core_si_units as units
    inner join core_addresses as addresses
        on addresses.address is not distinct from units.address
        and addresses.given_commune_code is not distinct from units.commune_code
        and addresses.given_commune_vintage is not distinct from units.commune_vintage
    where units.si_office_code is not null
    group by units.si_office_code, addresses.new_commune_code, addresses.province_code
),

serving as (
    select commune_code, si_office_code
    from placed
    where commune_code is not null
    qualify row_number() over (partition by commune_code order by units desc, si_office_code asc) = 1
),

-- Where most units of an office sit: one with a mistyped address does not widen it.
provinces as (
    select province_code, min(unit_code) as unit_code
    from (
        select si_office_code, province_code
        from placed
        where province_code is not null
        group by si_office_code, province_code
        qualify row_number() over (partition by si_office_code order by sum(units) desc, province_code asc) = 1
    )
    inner join offices using (si_office_code)
    group by province_code
),

by_unit as (
    select employers.group_id, min(gaps.unit_code) as unit_code
    from core_enrolment_gaps as gaps
    inner join link_employer_units as units on units.unit_code = gaps.unit_code
    inner join link_employers as employers on employers.employer_id = units.employer_id
    where gaps.is_affected
    group by employers.group_id
),

found as (
    select
        employers.employer_id,
        case
            when by_unit.unit_code is not null then 'unit'
            when by_commune.unit_code is not null then 'commune'
            when serving.si_office_code is null and provinces.unit_code is not null then 'province'
            when places.province_code is null and anywhere.unit_code is not null then 'unplaced'
        end as held_by,
        coalesce(by_unit.unit_code, by_commune.unit_code, provinces.unit_code, anywhere.unit_code) as unit_code
    from link_employers as employers
    left join assess_employer_places as places on places.employer_id = employers.employer_id
    left join by_unit on by_unit.group_id = employers.group_id
    left join serving on serving.commune_code = places.commune_code
    left join offices as by_commune on by_commune.si_office_code = serving.si_office_code
    left join provinces on provinces.province_code = places.province_code
    cross join (select min(unit_code) as unit_code from offices) as anywhere
)

select
    found.employer_id,
    found.held_by,
    gaps.level,
    case gaps.level when 'province' then gaps.office_province when 'office' then gaps.si_office_code else gaps.unit_code end
        as part,
    gaps.cause
from found
inner join core_enrolment_gaps as gaps on gaps.unit_code = found.unit_code
where found.held_by is not null
order by found.employer_id asc
