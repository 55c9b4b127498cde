-- One row per true person and our person who have records in common, with how many: where linking is right every true
-- person has one row, and so has every person of ours.
-- Reads: evaluate_records.
select
    person_no,
    person_id,
    count(distinct record_id) as records,
    sum(count(distinct record_id)) over (partition by person_no) as of_true_person,
    sum(count(distinct record_id)) over (partition by person_id) as of_our_person
from evaluate_records
group by person_no, person_id
order by person_no asc, person_id asc
