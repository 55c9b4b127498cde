-- One row per employer that is in the list of employers with bases below the wage, in the truth, or both.
-- An employer is known by the evidence rows of its workers. is_undecidable: nobody can judge any of the workers whose base is
-- in truth too low.
-- Reads: out_employers_underdeclared, core_tax_payees, link_employer_codes, truth_records, truth_employers, truth_employments.
with ours as (
    select records.employer_no, min(lines.grade) as grade, max(lines.workers_underdeclared) as workers_underdeclared
    from out_employers_underdeclared as lines
    inner join link_employer_codes as codes on codes.employer_id = lines.employer_id
    inner join core_tax_payees as payees on payees.payer_root = codes.code
    inner join truth_records as records
        on records.source = 'tax_payees' and records.source_file = payees.source_file
        and records.source_row = payees.source_row
    group by records.employer_no
),

true_workers as (
    select employer_no, bool_and(is_undecidable) as is_undecidable
    from truth_employments
    where is_visible and is_underdeclared
    group by employer_no
)

select
    truth.employer_no,
    ours.grade,
    ours.workers_underdeclared,
    truth.workers_underdeclared as true_workers,
    truth.is_underdeclared,
    coalesce(true_workers.is_undecidable, false) as is_undecidable
from truth_employers as truth
left join ours on ours.employer_no = truth.employer_no
left join true_workers on true_workers.employer_no = truth.employer_no
where ours.grade is not null or truth.is_underdeclared
order by employer_no asc
