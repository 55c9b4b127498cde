-- One row per true person and our person who have records in common, with how many: where linking is right every true
-- person has one row, and so has every person of ours.
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

select
    records.person_no,
    persons.person_id,
    count(distinct persons.record_id) as records,
    sum(count(distinct persons.record_id)) over (partition by records.person_no) as of_true_person,
    sum(count(distinct persons.record_id)) over (partition by persons.person_id) as of_our_person
from placed
inner join truth_records as records
    on records.source = placed.source and records.source_file = placed.source_file
    and records.source_row = placed.source_row
inner join link_persons as persons on persons.record_id = placed.record_id
where records.person_no is not null
group by records.person_no, persons.person_id
order by person_no asc, person_id asc
