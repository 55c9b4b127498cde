-- One row per employer that is in a list, in the truth, or both: the gap we published and the true one.
-- An employer is known by the evidence rows of its workers.
-- Reads: assess_employer_leads, core_tax_payees, link_employer_codes, truth_records, truth_employers.
with ours as (
    select distinct records.employer_no, leads.gap
    from assess_employer_leads as leads
    inner join link_employer_codes as codes on codes.employer_id = leads.employer_id
    inner join core_tax_payees as payees on payees.payer_root = codes.code
    inner join truth_records as records
        on records.source = 'tax_payees' and records.source_file = payees.source_file
        and records.source_row = payees.source_row
)

select
    coalesce(ours.employer_no, truth.employer_no) as employer_no,
    ours.gap as our_gap,
    case when truth.gap = 'none' then null else truth.gap end as true_gap
from ours
full join truth_employers as truth on truth.employer_no = ours.employer_no
where ours.gap is not null or truth.gap <> 'none'
order by employer_no asc, our_gap asc nulls last
