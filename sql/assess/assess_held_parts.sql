-- One row per part of the enrolment register that did not come whole: what is lacking, and how much of the lists waits for it.
-- Reads: core_enrolment_gaps, assess_held_employers, assess_workers, assess_employer_places.
-- Parameters: :period.
with parts as (
    select
        level,
        case level when 'province' then office_province when 'office' then si_office_code else unit_code end as part,
        any_value(cause) as cause,
        any_value(last_period) as last_period,
        any_value(rows_before) as rows_before,
        any_value(rows_lost) as rows_lost,
        count(*) as units
    from core_enrolment_gaps
    group by all
),

waiting as (
    select
        held.level,
        held.part,
        count(distinct held.employer_id) as employers_held,
        count(distinct workers.person_id) as workers_held
    from assess_held_employers as held
    inner join assess_workers as workers on workers.employer_id = held.employer_id
    where workers.reason_code = 'enrolment_incomplete'
    group by held.level, held.part
),

-- Where most employers of the part sit.
placed as (
    select held.level, held.part, places.province_code
    from assess_held_employers as held
    inner join assess_employer_places as places on places.employer_id = held.employer_id
    where places.province_code is not null and held.held_by <> 'unplaced'
    group by held.level, held.part, places.province_code
    qualify row_number() over (
        partition by held.level, held.part order by count(*) desc, places.province_code asc
    ) = 1
)

select
    left(md5('held|' || parts.level || '|' || parts.part || '|' || cast(:period as varchar)), 16) as line_id,
    cast(:period as varchar) as period,
    placed.province_code,
    parts.level,
    parts.part,
    parts.cause,
    parts.last_period,
    parts.units,
    parts.rows_before,
    parts.rows_lost,
    coalesce(waiting.employers_held, 0) as employers_held,
    coalesce(waiting.workers_held, 0) as workers_held
from parts
left join waiting on waiting.level = parts.level and waiting.part = parts.part
left join placed on placed.level = parts.level and placed.part = parts.part
order by line_id asc
