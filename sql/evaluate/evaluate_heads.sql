-- One row per business whose head is obliged or not by heading it alone, and per head that we listed or reviewed: what is true,
-- and what we said. A line of somebody else than the true head, or of a business without truth, has true_status NULL.
-- Reads: truth_employers, truth_people, truth_records, assess_workers.
with told as (
    select
        records.employer_no,
        workers.grade,
        workers.status,
        workers.reason_code,
        workers.is_protected,
        coalesce(workers.person_number <> people.personal_id, false) as is_another
    from assess_workers as workers
    left join truth_records as records
        on records.source = 'business_entities' and records.source_file = workers.evidence_file
        and records.source_row = workers.evidence_row
    left join truth_employers as employers on employers.employer_no = records.employer_no
    left join truth_people as people on people.person_no = employers.owner_no
    where workers.annex = 'register'
)

select
    coalesce(truth.employer_no, told.employer_no) as employer_no,
    truth.owner_ground,
    case when told.is_another is not true then truth.owner_status end as true_status,
    told.grade,
    told.status,
    told.reason_code,
    coalesce(told.is_protected, people.is_protected, false) as is_protected
from (select * from truth_employers where owner_status is not null) as truth
full join told on told.employer_no = truth.employer_no
left join truth_people as people on people.person_no = truth.owner_no
where truth.employer_no is not null or told.grade is not null
order by employer_no asc nulls last
