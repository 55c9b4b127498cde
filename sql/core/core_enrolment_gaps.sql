-- One row per insured unit whose part of the enrolment register did not come this month, or not whole: the asymmetry guard.
-- Nobody is said to be uncovered on its word (assess_held_employers).
-- level: the widest part that fails, of unit, office (its si_office_code) and province (the offices whose numbers begin alike).
-- cause: missing (nothing of that part came), truncated (:area_lost_at_most of its spells or more are lost, of a unit
-- :unit_lost_at_most), without_members (no earlier delivery tells, but of its active units more than :silent_units_at_most
-- came without anybody).
-- rows_before, rows_lost: spells with a number that that part had in its last delivery, and how many of them are not found now.
-- is_affected: the unit's own rows are lost, or it came without anybody; of a part that is truncated some units are whole.
-- Reads: earlier_si_members, earlier_si_units, landed_si_members, landed_si_units, core_lost_members.
-- Parameters: :area_lost_at_most, :unit_lost_at_most, :silent_units_at_most.
with units as (
    select unit_code, si_office_code, status
    from (
        select unit_code, si_office_code, status, period from landed_si_units
        union all
        select unit_code, si_office_code, status, period from earlier_si_units
    )
    where unit_code is not null
    qualify row_number() over (
        partition by unit_code order by period desc, si_office_code asc nulls last, status asc nulls last
    ) = 1
),

now as (
    select unit_code, count(*) as rows_now from landed_si_members where unit_code is not null group by unit_code
),

-- Of each unit the last delivery that had it; a spell that stands there twice is one.
last_delivered as (
    select unit_code, max(period) as last_period
    from earlier_si_members
    where unit_code is not null and coalesce(si_number, personal_id) is not null
    group by unit_code
),

expected as (
    select distinct
        earlier.unit_code,
        last_delivered.last_period,
        coalesce(earlier.si_number, earlier.personal_id) as number,
        earlier.from_month
    from earlier_si_members as earlier
    inner join last_delivered
        on last_delivered.unit_code = earlier.unit_code and last_delivered.last_period = earlier.period
    where coalesce(earlier.si_number, earlier.personal_id) is not null
),

before as (
    select unit_code, last_period, count(*) as rows_before from expected group by unit_code, last_period
),

lost as (
    select unit_code, count(*) as rows_lost from core_lost_members group by unit_code
),

counted as (
    select
        coalesce(units.unit_code, before.unit_code) as unit_code,
        units.si_office_code,
        left(units.si_office_code, length(units.si_office_code) - 2) as office_province,
        before.last_period,
        coalesce(before.rows_before, 0) as rows_before,
        coalesce(lost.rows_lost, 0) as rows_lost,
        coalesce(units.status, 'active') = 'active' as is_active,
        coalesce(units.status, 'active') = 'active' and now.unit_code is null as is_silent
    from units
    full join before on before.unit_code = units.unit_code
    left join lost on lost.unit_code = coalesce(units.unit_code, before.unit_code)
    left join now on now.unit_code = coalesce(units.unit_code, before.unit_code)
),

-- The three levels, the widest first.
parts as (
    select 1 as rank, 'province' as level, office_province as part, * from counted where office_province is not null
    union all
    select 2, 'office', si_office_code, * from counted where si_office_code is not null
    union all
    select 3, 'unit', unit_code, * from counted
),

judged as (
    select
        rank,
        level,
        part,
        max(last_period) as last_period,
        sum(rows_before) as rows_before,
        sum(rows_lost) as rows_lost,
        case
            when sum(rows_before) > 0 and sum(rows_lost) = sum(rows_before) then 'missing'
            when level = 'unit' and sum(rows_before) >= 5
                and sum(rows_lost) > cast(:unit_lost_at_most as double) * sum(rows_before) then 'truncated'
            when level <> 'unit' and sum(rows_before) >= 20
                and sum(rows_lost) > cast(:area_lost_at_most as double) * sum(rows_before) then 'truncated'
            when level <> 'unit' and sum(rows_before) = 0 and count(*) filter (where is_active) >= 10
                and count(*) filter (where is_silent)
                > cast(:silent_units_at_most as double) * count(*) filter (where is_active) then 'without_members'
        end as cause
    from parts
    group by rank, level, part
)

select
    parts.unit_code,
    parts.si_office_code,
    parts.office_province,
    judged.level,
    judged.cause,
    judged.last_period,
    cast(judged.rows_before as bigint) as rows_before,
    cast(judged.rows_lost as bigint) as rows_lost,
    parts.rows_lost > 0 or parts.is_silent as is_affected
from parts
inner join judged on judged.level = parts.level and judged.part = parts.part
where judged.cause is not null
qualify row_number() over (partition by parts.unit_code order by judged.rank) = 1
order by parts.unit_code asc
