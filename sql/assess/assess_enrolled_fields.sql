-- One row per record of the enrolment register, lapsed and voluntary too, and group of employers that it was or may have
-- been insured at, in the fields that the dossier compares. resident_id is the resident whom a number (or a person's
-- judgement) ties it to.
-- Whoever is tied to a resident has that resident's number, if none of their own.
-- Reads: link_person_fields, link_persons, core_residents, assess_insured_spells, assess_possible_spells.
with spells as (
    select record_id, group_id from assess_insured_spells where group_id is not null
    union
    select record_id, group_id from assess_possible_spells
)

select
    concat_ws('|', fields.record_id, spells.group_id) as enrolled_id,
    fields.record_id,
    spells.group_id,
    persons.person_id,
    case when persons.person_source = 'residents' and persons.link_pass <= 2 then persons.person_id end as resident_id,
    fields.name,
    fields.name_toned,
    fields.name_sorted,
    fields.surname,
    fields.middle,
    fields.given,
    fields.sex,
    fields.birth_year,
    fields.birth_month,
    fields.birth_day,
    coalesce(fields.personal_id, residents.personal_id) as personal_id,
    fields.old_id_number,
    fields.si_number,
    fields.numbers,
    fields.commune,
    fields.name_sorted as undated_name,
    left(coalesce(fields.personal_id, residents.personal_id), 9) as number_head,
    right(coalesce(fields.personal_id, residents.personal_id), 8) as number_tail
from link_person_fields as fields
inner join link_persons as persons on persons.record_id = fields.record_id
left join core_residents as residents on residents.record_id = persons.person_id and persons.link_pass <= 2
left join spells on spells.record_id = fields.record_id
where fields.source = 'si_members'
order by enrolled_id asc
