-- One row per worker and employer whose registered base lies below what the newest tax form bears out: the line it will
-- have in its list, with the evidence and where the employer sits.
-- priority: the probability that the lead holds (grade A 1, B one half: pay is no base), once for the worker and once more
-- for every :reference_contribution_vnd that is expected, up to five.
-- underpaid_since_date: the day after the contributions of the evidence's last month were due at the latest.
-- Reads: assess_base_gaps, assess_payments, assess_person_facts, assess_employers, assess_employer_places, assess_deadlines,
-- link_employers, core_residents, core_si_members.
-- Parameters: :period, :reference_contribution_vnd.
with newest as (
    select employer_id, max(evidence_period) as evidence_period from assess_employers group by employer_id
),

enrolment as (
    select max(period) as enrolment_period from core_si_members
),

due as (
    select
        gaps.*,
        gaps.expected_si_vnd + gaps.expected_oai_vnd + gaps.expected_ui_vnd + gaps.expected_hi_vnd as expected_vnd
    from assess_base_gaps as gaps
    inner join newest on newest.employer_id = gaps.employer_id and newest.evidence_period = gaps.evidence_period
)

select
    left(md5('underdeclared|' || due.person_id || '|' || due.employer_id || '|' || due.evidence_period), 16) as line_id,
    left(md5('out_employers_underdeclared|' || due.employer_id || '|' || due.evidence_period), 16) as employer_line_id,
    cast(:period as varchar) as period,
    places.province_code,
    places.commune_code,
    due.grade,
    cast(cast(
        case due.grade when 'A' then 1.0 else 0.5 end
        * (1 + least(due.expected_vnd / cast(:reference_contribution_vnd as double), 5.0))
        as decimal(18, 3)
    ) as double) as priority,
    due.reason_codes,
    payments.identified_by,
    due.employer_id,
    due.employer_id as tax_code,
    employers.employer_name,
    due.person_id,
    coalesce(residents.full_name, payments.full_name) as full_name,
    coalesce(facts.personal_id, payments.personal_id) as personal_id,
    facts.birth_date,
    facts.sex,
    cast(payments.income_vnd as bigint) as income_vnd,
    cast(payments.insurance_deducted_vnd as bigint) as insurance_deducted_vnd,
    due.months_insured,
    due.base_vnd,
    due.owed_base_vnd,
    deadlines.underpaid_since_date,
    due.expected_vnd,
    due.expected_si_vnd,
    due.expected_oai_vnd,
    due.expected_ui_vnd,
    due.expected_hi_vnd,
    payments.evidence_file,
    payments.evidence_row,
    enrolment.enrolment_period,
    due.evidence_period
from due
inner join assess_payments as payments using (person_id, employer_id, evidence_period)
inner join assess_person_facts as facts on facts.person_id = due.person_id
inner join link_employers as employers on employers.employer_id = due.employer_id
cross join enrolment
left join assess_deadlines as deadlines on deadlines.start_month = payments.last_month
left join assess_employer_places as places on places.employer_id = due.employer_id
left join core_residents as residents on residents.record_id = due.person_id
order by line_id asc
