-- One row per employer with a gap in its newest tax period: the line it will have in its list, placed in its commune and
-- weighed. priority is the expected number of uncovered workers, each counted once and once more for every
-- :reference_wage_vnd of income up to five, times the probability that the lead holds.
-- Reads: assess_employers, assess_workers, link_employers, core_addresses, core_si_members.
-- Parameters: :period (the run's month), :reference_wage_vnd.
with newest as (
    select *
    from assess_employers
    qualify row_number() over (partition by employer_id order by evidence_period desc) = 1
),

weighed as (
    select
        employer_id,
        evidence_period,
        min(grade) as grade,
        string_agg(distinct reason_code, '+' order by reason_code) as reason_codes,
        sum(cast(
            (1 - probability_covered)
            * (1 + least(cast(income_vnd as double) / cast(:reference_wage_vnd as double), 5.0))
            as decimal(18, 3)
        )) as priority
    from assess_workers
    where status = 'uncovered' and grade in ('A', 'B')
    group by employer_id, evidence_period
),

enrolment as (
    select max(period) as enrolment_period from core_si_members
)

select
    left(md5('out_employers_' || newest.gap || '|' || newest.employer_id || '|' || newest.evidence_period), 16) as line_id,
    newest.gap,
    cast(:period as varchar) as period,
    addresses.province_code,
    addresses.new_commune_code as commune_code,
    weighed.grade,
    cast(weighed.priority as double) as priority,
    weighed.reason_codes,
    newest.employer_id,
    newest.employer_id as tax_code,
    employers.employer_name,
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
    enrolment.enrolment_period,
    newest.evidence_period
from newest
inner join weighed
    on weighed.employer_id = newest.employer_id and weighed.evidence_period = newest.evidence_period
inner join link_employers as employers on employers.employer_id = newest.employer_id
cross join enrolment
left join core_addresses as addresses
    on addresses.address is not distinct from employers.address
    and addresses.given_commune_code is not distinct from employers.commune_code
    and addresses.given_commune_vintage is not distinct from employers.commune_vintage
where newest.gap is not null
order by line_id asc
