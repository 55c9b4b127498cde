-- One row per true employment that a tax delivery shows and that is insured by its payer, or whose base we hold to be too low:
-- the base owed and registered in truth, and what we say of it. Of several payments of ours the gravest grade counts.
-- Reads: truth_employments, truth_records, core_tax_payees, link_persons, link_employer_codes, assess_base_gaps.
with ours as (
    select
        records.person_no,
        records.employer_no,
        payees.annex,
        min(gaps.grade) as grade,
        arg_min(gaps.reason_codes, gaps.grade) as reason_codes,
        arg_min(gaps.base_vnd, gaps.grade) as base_vnd,
        arg_min(gaps.owed_base_vnd, gaps.grade) as owed_base_vnd
    from truth_records as records
    inner join core_tax_payees as payees
        on payees.source_file = records.source_file and payees.source_row = records.source_row
    inner join link_persons as persons on persons.record_id = payees.record_id
    inner join link_employer_codes as codes on codes.code = payees.payer_root
    inner join assess_base_gaps as gaps
        on gaps.person_id = persons.person_id and gaps.employer_id = codes.employer_id
        and gaps.evidence_period = payees.period
    where records.source = 'tax_payees'
    group by records.person_no, records.employer_no, payees.annex
)

select
    truth.person_no,
    truth.employer_no,
    truth.annex,
    truth.is_underdeclared,
    truth.is_undecidable,
    truth.is_protected,
    truth.base_owed_vnd as true_owed_vnd,
    truth.base_registered_vnd as true_base_vnd,
    ours.grade,
    ours.reason_codes,
    ours.base_vnd,
    ours.owed_base_vnd
from truth_employments as truth
left join ours
    on ours.person_no = truth.person_no and ours.employer_no = truth.employer_no and ours.annex = truth.annex
where truth.is_visible and (truth.base_registered_vnd is not null or ours.grade is not null)
order by person_no asc, employer_no asc, annex asc
