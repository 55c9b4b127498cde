-- One row per employer that is in a list, in the truth, or both: the gap we published and the true one.
-- An employer is known by the evidence rows of its workers. is_undecidable: nobody can judge any of the workers for whom it
-- is listed, or, where it is not, of those truly uncovered.
-- Reads: assess_employer_leads, core_tax_payees, link_employer_codes, evaluate_worker_lines, truth_records, truth_employers,
-- truth_employments.
with ours as (
    select distinct records.employer_no, leads.gap
    from assess_employer_leads as leads
    inner join link_employer_codes as codes on codes.employer_id = leads.employer_id
    inner join core_tax_payees as payees on payees.payer_root = codes.code
    inner join truth_records as records
        on records.source = 'tax_payees' and records.source_file = payees.source_file
        and records.source_row = payees.source_row
),

listed as (
    select employer_no, bool_and(is_undecidable) as is_undecidable
    from evaluate_worker_lines
    where grade in ('A', 'B')
    group by employer_no
),

uncovered as (
    select employer_no, bool_and(is_undecidable) as is_undecidable
    from truth_employments
    where is_visible and reason in ('strong', 'very_strong')
    group by employer_no
)

select
    coalesce(ours.employer_no, truth.employer_no) as employer_no,
    ours.gap as our_gap,
    case when truth.gap = 'none' then null else truth.gap end as true_gap,
    coalesce(listed.is_undecidable, uncovered.is_undecidable, false) as is_undecidable
from ours
full join truth_employers as truth on truth.employer_no = ours.employer_no
left join listed on listed.employer_no = ours.employer_no
left join uncovered on uncovered.employer_no = truth.employer_no
where ours.gap is not null or truth.gap <> 'none'
order by employer_no asc, our_gap asc nulls last
