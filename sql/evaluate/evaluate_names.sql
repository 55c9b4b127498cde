-- One row per true person and name that their records bear (folded), with how many do, and how many people bear that name: how
-- hard names make the linking.
-- Reads: evaluate_records, link_person_records.
select
    known.person_no,
    names.name_key,
    count(distinct known.record_id) as records,
    sum(count(distinct known.record_id)) over (partition by known.person_no) as of_true_person,
    count(*) over (partition by names.name_key) as bearers
from evaluate_records as known
inner join link_person_records as names on names.record_id = known.record_id
group by known.person_no, names.name_key
order by person_no asc, name_key asc nulls last
