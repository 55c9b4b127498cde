-- One row per payment (heads without pay: evaluate_heads) that we take to oblige nobody: by which rule, and what is true of it. is_right: in truth the person is
-- not obliged, and for that reason; a row of 05-2 stands for all that 05-2 may mean.
-- Reads: assess_workers, truth_records, truth_employments.
with meant (exemption, reason) as (
    values
    ('employer_not_operating', 'deceased_firm'),
    ('pensioner', 'pensioner'),
    ('beneficiary', 'beneficiary'),
    ('armed_forces', 'armed_forces'),
    ('past_retirement_age', 'past_retirement_age'),
    ('under_age', 'under_age'),
    ('domestic_worker', 'domestic_worker'),
    ('unpaid_fortnight', 'unpaid_days'),
    ('household_owner', 'household_owner'),
    ('probation', 'probation'),
    ('foreigner', 'foreigner_short'),
    ('short_or_service_contract', 'short_contract'),
    ('short_or_service_contract', 'service_contract'),
    ('short_or_service_contract', 'probation')
)

select
    workers.person_id,
    workers.employer_id,
    workers.evidence_period,
    workers.reason_code as exemption,
    employments.status as true_status,
    employments.reason as true_reason,
    coalesce(employments.is_undecidable, false) as is_undecidable,
    meant.reason is not null as is_right
from assess_workers as workers
left join truth_records as records
    on records.source = 'tax_payees' and records.source_file = workers.evidence_file
    and records.source_row = workers.evidence_row
left join truth_employments as employments
    on employments.person_no = records.person_no and employments.employer_no = records.employer_no
    and employments.annex = workers.annex
left join meant
    on meant.exemption = workers.reason_code and meant.reason = employments.reason and employments.status = 'exempt'
where workers.status = 'exempt' and workers.annex is distinct from 'register' and not workers.is_protected
order by person_id asc, employer_id asc, evidence_period asc
