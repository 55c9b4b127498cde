-- One row per published or reviewed worker line, with what is true of it: the employment its evidence row stems from.
-- A line whose evidence row has no truth counts as false (true_status NULL).
-- Reads: out_uncovered_workers, out_review_workers, truth_records, truth_employments.
with published as (
    select line_id, employer_line_id, grade, reason_codes, evidence_file, evidence_row from out_uncovered_workers
    union all
    select line_id, employer_line_id, grade, reason_codes, evidence_file, evidence_row from out_review_workers
)

select
    published.line_id,
    published.employer_line_id,
    published.grade,
    published.reason_codes,
    records.person_no,
    records.employer_no,
    employments.status as true_status,
    employments.reason as true_reason,
    coalesce(employments.is_undecidable, false) as is_undecidable
from published
left join truth_records as records
    on records.source = 'tax_payees' and records.source_file = published.evidence_file
    and records.source_row = published.evidence_row
left join truth_employments as employments
    on employments.person_no = records.person_no and employments.employer_no = records.employer_no
order by line_id asc
