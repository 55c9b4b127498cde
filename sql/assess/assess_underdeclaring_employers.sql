-- One row per employer with workers insured on too low a base: the line it will have in its list. priority and what is
-- expected are the sums of its workers' lines.
-- Reads: assess_underdeclared_workers, assess_employers, link_employers.
with workers as (
    select
        employer_line_id,
        employer_id,
        evidence_period,
        any_value(period) as period,
        any_value(province_code) as province_code,
        any_value(commune_code) as commune_code,
        any_value(enrolment_period) as enrolment_period,
        min(grade) as grade,
        cast(sum(cast(priority as decimal(18, 3))) as double) as priority,
        concat_ws(
            '+',
            case when bool_or(contains(reason_codes, 'base_below_reference')) then 'base_below_reference' end,
            case when bool_or(contains(reason_codes, 'deducted_above_base')) then 'deducted_above_base' end,
            case when bool_or(contains(reason_codes, 'income_above_base')) then 'income_above_base' end
        ) as reason_codes,
        count(*) as workers_underdeclared,
        sum(base_vnd) as base_vnd,
        sum(owed_base_vnd) as owed_base_vnd,
        min(underpaid_since_date) as underpaid_since_date,
        sum(expected_vnd) as expected_vnd,
        sum(expected_si_vnd) as expected_si_vnd,
        sum(expected_oai_vnd) as expected_oai_vnd,
        sum(expected_ui_vnd) as expected_ui_vnd,
        sum(expected_hi_vnd) as expected_hi_vnd
    from assess_underdeclared_workers
    group by employer_line_id, employer_id, evidence_period
)

select
    workers.employer_line_id as line_id,
    workers.period,
    workers.province_code,
    workers.commune_code,
    workers.grade,
    workers.priority,
    workers.reason_codes,
    workers.employer_id,
    workers.employer_id as tax_code,
    employers.employer_name,
    employers.entity_kind,
    employers.address,
    employers.phone,
    employers.email,
    employers.status_code,
    counts.workers_paid,
    counts.workers_insured,
    workers.workers_underdeclared,
    cast(workers.base_vnd as bigint) as base_vnd,
    cast(workers.owed_base_vnd as bigint) as owed_base_vnd,
    workers.underpaid_since_date,
    cast(workers.expected_vnd as bigint) as expected_vnd,
    cast(workers.expected_si_vnd as bigint) as expected_si_vnd,
    cast(workers.expected_oai_vnd as bigint) as expected_oai_vnd,
    cast(workers.expected_ui_vnd as bigint) as expected_ui_vnd,
    cast(workers.expected_hi_vnd as bigint) as expected_hi_vnd,
    workers.enrolment_period,
    workers.evidence_period
from workers
inner join assess_employers as counts
    on counts.employer_id = workers.employer_id and counts.evidence_period = workers.evidence_period
inner join link_employers as employers on employers.employer_id = workers.employer_id
order by workers.employer_line_id asc
