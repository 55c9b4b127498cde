-- One row per payee and compulsory insurance spell that may be theirs: what covers them, whatever the months.
-- A member counts as the payee when passes 1-3 make them one person or tie the two records directly, also where
-- each follows another record towards the spine: for a non-link the looser reading is the careful one.
-- A record that a person judged somebody else covers nobody of the one it was judged against, whatever chain leads there.
-- Reads: assess_payments, assess_insured_spells, link_person_pairs, link_persons, assess_judged_records.
with same_person as materialized (
    select person_id, person_id as insured_person_id from assess_payments
    union
    select payees.person_id, members.person_id
    from link_person_pairs as pairs
    inner join link_persons as payees on payees.record_id = pairs.right_record_id
    inner join link_persons as members on members.record_id = pairs.left_record_id
    where pairs.is_certain and payees.person_id <> members.person_id
        and payees.person_id in (select person_id from assess_payments)
)

select
    same_person.person_id,
    spells.record_id,
    spells.unit_code,
    spells.employer_id as insured_employer_id,
    spells.group_id as insured_group_id,
    spells.from_month,
    spells.to_month,
    spells.funds,
    spells.has_si,
    spells.contribution_base_vnd,
    spells.is_pseudo_unit
from same_person
inner join assess_insured_spells as spells on spells.person_id = same_person.insured_person_id
left join assess_judged_records as judged
    on judged.person_id = same_person.person_id and judged.record_id = spells.record_id
    and judged.verdict = 'different'
where judged.record_id is null
order by person_id asc, record_id asc, unit_code asc nulls last, from_month asc nulls last, to_month asc nulls last,
    funds asc, insured_employer_id asc nulls last, contribution_base_vnd asc nulls last
