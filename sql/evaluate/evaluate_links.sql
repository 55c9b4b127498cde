-- One row per source of person records: how many of its records that have a true resident were linked to that resident,
-- to another, or to none. This is the linking alone, before law and grades.
-- Reads: truth_records, core_residents, core_si_members, core_tax_payees, core_si_benefits, link_persons.
with placed as (
    select 'residents' as source, source_file, source_row, record_id from core_residents
    union all
    select 'si_members', source_file, source_row, record_id from core_si_members
    union all
    select 'si_benefits', source_file, source_row, record_id from core_si_benefits
    union all
    select 'tax_payees', source_file, source_row, record_id from core_tax_payees
),

known as (
    select placed.source, placed.record_id, records.person_no, persons.person_id, persons.person_source
    from placed
    inner join truth_records as records
        on records.source = placed.source and records.source_file = placed.source_file
        and records.source_row = placed.source_row
    inner join link_persons as persons on persons.record_id = placed.record_id
    where records.person_no is not null
),

residents as (
    select person_no, min(record_id) as record_id from known where source = 'residents' group by person_no
)

select
    known.source,
    count(*) filter (where residents.record_id is not null) as with_resident,
    count(*) filter (where known.person_id = residents.record_id) as linked_right,
    count(*) filter (where known.person_source = 'residents' and known.person_id is distinct from residents.record_id)
        as linked_wrong
from known
left join residents on residents.person_no = known.person_no
where known.source <> 'residents'
group by known.source
order by known.source asc
