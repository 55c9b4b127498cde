-- One row per payment that no insurance spell covers and no rule exempts: the person is uncovered, or the program has not
-- found where they are insured. These are the leads whose enrolment is searched for again, more loosely.
-- Reads: assess_payments, assess_coverage, assess_exemptions, assess_person_facts.
select
    payments.person_id,
    payments.employer_id,
    payments.evidence_period,
    payments.group_id,
    payments.record_id,
    payments.person_source = 'residents' as is_resident,
    payments.has_number,
    payments.first_month,
    payments.last_month,
    facts.personal_id,
    facts.birth_date,
    cast(extract(year from facts.birth_date) as integer) as birth_year
from assess_payments as payments
inner join assess_person_facts as facts on facts.person_id = payments.person_id
left join assess_coverage as coverage
    on coverage.person_id = payments.person_id and coverage.employer_id = payments.employer_id
    and coverage.evidence_period = payments.evidence_period
left join assess_exemptions as exemptions
    on exemptions.person_id = payments.person_id and exemptions.employer_id = payments.employer_id
    and exemptions.evidence_period = payments.evidence_period
where coverage.person_id is null and exemptions.person_id is null
order by person_id asc, employer_id asc, evidence_period asc
