-- One row per part of the enrolment register that did not come whole, and per province and period of evidence that reaches
-- beyond the register (level register, cause older): what is lacking, and how much of the lists waits for it.
-- Reads: core_enrolment_gaps, assess_held_employers, assess_held_periods, assess_workers, assess_employer_places.
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
),

found as (
    select
        placed.province_code,
        parts.*,
        coalesce(waiting.employers_held, 0) as employers_held,
        coalesce(waiting.workers_held, 0) as workers_held
    from parts
    left join waiting on waiting.level = parts.level and waiting.part = parts.part
    left join placed on placed.level = parts.level and placed.part = parts.part
    union all by name
    select
        places.province_code,
        'register' as level,
        later.evidence_period as part,
        'older' as cause,
        later.enrolment_period as last_period,
        count(distinct workers.employer_id) filter (where workers.reason_code = 'enrolment_older') as employers_held,
        count(distinct workers.person_id) filter (where workers.reason_code = 'enrolment_older') as workers_held
    from assess_workers as workers
    inner join assess_held_periods as later on later.evidence_period = workers.evidence_period
    left join assess_employer_places as places on places.employer_id = workers.employer_id
    group by places.province_code, later.evidence_period, later.enrolment_period
)

select
    left(md5(concat_ws(
        '|', 'held', level, part, case when level = 'register' then province_code end, cast(:period as varchar)
    )), 16) as line_id,
    cast(:period as varchar) as period,
    province_code,
    level,
    part,
    cause,
    last_period,
    units,
    rows_before,
    rows_lost,
    employers_held,
    workers_held
from found
order by line_id asc
