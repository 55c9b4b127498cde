-- One row per business whose head is obliged or not by heading it alone, and per head that we listed or reviewed: what is true,
-- and what we said. A head whom we hold to be without pay and who in truth is the business's employee stands as such an employee
-- does. A line of somebody else than the true head, or of a business without truth, has true_status NULL.
-- Reads: truth_employers, truth_employments, truth_people, truth_records, assess_workers.
with told as (
    select
        records.employer_no,
        workers.grade,
        workers.status,
        workers.reason_code,
        workers.is_protected,
        employments.status as employed_status,
        coalesce(workers.person_number <> people.personal_id, false) as is_another
    from assess_workers as workers
    left join truth_records as records
        on records.source = 'business_entities' and records.source_file = workers.evidence_file
        and records.source_row = workers.evidence_row
    left join truth_employers as employers on employers.employer_no = records.employer_no
    left join truth_people as people on people.person_no = employers.owner_no
    left join truth_employments as employments
        on employments.person_no = employers.owner_no and employments.employer_no = employers.employer_no
        and employments.annex = '05-1'
    where workers.annex = 'register'
)

select
    coalesce(truth.employer_no, told.employer_no) as employer_no,
    truth.owner_ground,
    case when told.is_another is not true then coalesce(truth.owner_status, told.employed_status) end as true_status,
    told.grade,
    told.status,
    told.reason_code,
    coalesce(told.is_protected, people.is_protected, false) as is_protected
from (select * from truth_employers where owner_status is not null) as truth
full join told on told.employer_no = truth.employer_no
left join truth_people as people on people.person_no = truth.owner_no
where truth.employer_no is not null or told.grade is not null
order by employer_no asc nulls last
