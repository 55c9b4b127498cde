-- One row per accepted row of a person register whose true person is known: the record and the person that we made of it.
-- Reads: truth_records, core_residents, core_si_members, core_si_benefits, core_hi_cards, core_tax_payees, link_persons.
with placed as (
    select 'residents' as source, source_file, source_row, record_id from core_residents
    union all
    select 'si_members', source_file, source_row, record_id from core_si_members
    union all
    select 'si_benefits', source_file, source_row, record_id from core_si_benefits
    union all
    select 'hi_cards', source_file, source_row, record_id from core_hi_cards
    union all
    select 'tax_payees', source_file, source_row, record_id from core_tax_payees
)

select placed.source, placed.record_id, records.person_no, persons.person_id, persons.person_source
from placed
inner join truth_records as records
    on records.source = placed.source and records.source_file = placed.source_file
    and records.source_row = placed.source_row
inner join link_persons as persons on persons.record_id = placed.record_id
where records.person_no is not null
order by source asc, record_id asc, person_no asc
