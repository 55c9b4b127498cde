-- One row per source of person records: how many of its records that have a true resident were linked to that resident,
-- to another, or to none. This is the linking alone, before law and grades.
-- Reads: evaluate_records.
with residents as (
    select person_no, min(record_id) as record_id from evaluate_records where source = 'residents' group by person_no
)

select
    known.source,
    count(*) filter (where residents.record_id is not null) as with_resident,
    count(*) filter (where known.person_id = residents.record_id) as linked_right,
    count(*) filter (where known.person_source = 'residents' and known.person_id is distinct from residents.record_id)
        as linked_wrong
from evaluate_records as known
left join residents on residents.person_no = known.person_no
where known.source <> 'residents'
group by known.source
order by known.source asc
