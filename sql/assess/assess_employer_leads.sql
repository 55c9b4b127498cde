-- One row per employer with a gap in its newest tax period: the line it will have in its list, placed in its commune and
-- weighed by its workers of grade A and B: priority and what is expected are their sums.
-- standing: the gravest that holds if the lines do, on the last day of the run's month; the fine is the lowest and the
-- highest of that day's law for so many workers, twice that of an individual but for household businesses.
-- latest_start_month and the dates are those of the worker whose duty began first.
-- Reads: assess_employers, assess_worker_leads, link_employers, ref_law_parameters.
-- Parameters: :period (the run's month).
with asked as (
    select cast(cast(:period || '-01' as date) + interval 1 month - interval 1 day as date) as as_of
),

newest as (
    select *
    from assess_employers
    qualify row_number() over (partition by employer_id order by evidence_period desc) = 1
),

weighed as (
    select
        employer_id,
        any_value(province_code) as province_code,
        any_value(commune_code) as commune_code,
        any_value(enrolment_period) as enrolment_period,
        min(grade) as grade,
        string_agg(distinct reason_codes, '+' order by reason_codes) as reason_codes,
        cast(sum(cast(priority as decimal(18, 3))) as double) as priority,
        min(latest_start_month) as latest_start_month,
        min(registration_due_date) as registration_due_date,
        min(evasion_since_date) as evasion_since_date,
        count(*) filter (where standing = 'late') as workers_late,
        count(*) filter (where standing = 'evasion') as workers_evasion,
        sum(expected_vnd) as expected_vnd,
        sum(expected_si_vnd) as expected_si_vnd,
        sum(expected_oai_vnd) as expected_oai_vnd,
        sum(expected_ui_vnd) as expected_ui_vnd,
        sum(expected_hi_vnd) as expected_hi_vnd
    from assess_worker_leads
    where grade in ('A', 'B') and annex is distinct from 'register'
    group by employer_id
),

standing as (
    select
        *,
        case when workers_evasion > 0 then 'evasion' when workers_late > 0 then 'late' else 'not_due' end as standing
    from weighed
),

fines as (
    select
        replace(parameter, 'fine_', '') as standing,
        cast(split_part(key, '_', 1) as integer) as workers_from,
        max(case when split_part(key, '_', 2) = 'low' then cast(value as double) end) as lowest_vnd,
        max(case when split_part(key, '_', 2) = 'high' then cast(value as double) end) as highest_vnd
    from ref_law_parameters
    cross join asked
    where parameter in ('fine_late', 'fine_evasion') and asked.as_of between cast(from_date as date) and cast(to_date as date)
    group by all
),

organisations as (
    select cast(value as double) as times
    from ref_law_parameters
    cross join asked
    where parameter = 'fine_organisation' and asked.as_of between cast(from_date as date) and cast(to_date as date)
),

fined as (
    select
        standing.employer_id,
        max(fines.lowest_vnd) as lowest_vnd,
        max(fines.highest_vnd) as highest_vnd
    from standing
    inner join fines
        on fines.standing = standing.standing
        and fines.workers_from <= case standing.standing when 'evasion' then workers_evasion else workers_late end
    group by standing.employer_id
)

select
    newest.line_id,
    newest.gap,
    cast(:period as varchar) as period,
    standing.province_code,
    standing.commune_code,
    standing.grade,
    standing.priority,
    standing.reason_codes,
    newest.employer_id,
    newest.employer_id as tax_code,
    employers.employer_name,
    employers.entity_kind,
    employers.address,
    employers.phone,
    employers.email,
    employers.status_code,
    newest.workers_paid,
    newest.workers_uncovered,
    newest.workers_insured,
    newest.workers_exempt,
    newest.workers_unknown,
    cast(newest.income_uncovered_vnd as bigint) as income_uncovered_vnd,
    standing.latest_start_month,
    standing.registration_due_date,
    standing.evasion_since_date,
    standing.standing,
    standing.workers_late,
    standing.workers_evasion,
    cast(fined.lowest_vnd * case when employers.entity_kind = 'household' then 1 else organisations.times end as bigint)
        as fine_lowest_vnd,
    cast(fined.highest_vnd * case when employers.entity_kind = 'household' then 1 else organisations.times end as bigint)
        as fine_highest_vnd,
    cast(standing.expected_vnd as bigint) as expected_vnd,
    cast(standing.expected_si_vnd as bigint) as expected_si_vnd,
    cast(standing.expected_oai_vnd as bigint) as expected_oai_vnd,
    cast(standing.expected_ui_vnd as bigint) as expected_ui_vnd,
    cast(standing.expected_hi_vnd as bigint) as expected_hi_vnd,
    standing.enrolment_period,
    newest.evidence_period
from newest
inner join standing on standing.employer_id = newest.employer_id
inner join link_employers as employers on employers.employer_id = newest.employer_id
left join fined on fined.employer_id = newest.employer_id
left join organisations on true
where newest.gap is not null
order by newest.line_id asc
