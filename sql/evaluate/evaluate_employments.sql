-- One row per true employment that a tax delivery shows: what is true, and what we said of it. Where its rows fell into
-- several of our persons, the graver word counts: A, B, C, exempt, covered elsewhere, covered.
-- Reads: truth_employments, truth_records, core_tax_payees, link_persons, link_employer_codes, assess_workers.
with our_word as (
    select
        records.person_no,
        records.employer_no,
        min(coalesce(workers.grade, case workers.status
            when 'exempt' then 'exempt' when 'covered_elsewhere' then 'f_elsewhere' else 'g_covered' end)) as word,
        min(workers.reason_code) as reason_code,
        max(case when workers.is_protected then 1 else 0 end) as is_protected
    from truth_records as records
    inner join core_tax_payees as payees
        on payees.source_file = records.source_file and payees.source_row = records.source_row
    inner join link_persons as persons on persons.record_id = payees.record_id
    inner join link_employer_codes as codes on codes.code = payees.payer_root
    inner join assess_workers as workers
        on workers.person_id = persons.person_id and workers.employer_id = codes.employer_id
        and workers.evidence_period = payees.period
    where records.source = 'tax_payees'
    group by records.person_no, records.employer_no
)

select
    truth.person_no,
    truth.employer_no,
    truth.status as true_status,
    truth.reason as true_reason,
    truth.is_undecidable,
    case our_word.word when 'f_elsewhere' then 'covered_elsewhere' when 'g_covered' then 'covered' else our_word.word end
        as word,
    our_word.reason_code,
    coalesce(our_word.is_protected, 0) = 1 as is_protected
from truth_employments as truth
left join our_word on our_word.person_no = truth.person_no and our_word.employer_no = truth.employer_no
where truth.is_visible
order by person_no asc, employer_no asc
