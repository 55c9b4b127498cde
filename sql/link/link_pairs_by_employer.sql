-- Pass 3: one row per payee and member of the same employer and the same folded name, where the name is unique on both
-- sides. The tax form has no birth date, so the employer is the key (DESIGN §3). is_certain is false where passes 1 and
-- 2 tie the two to different residents: then a person must look.
-- Reads: core_tax_payees, core_si_members, link_employer_units, link_employer_codes, link_employers, link_person_records,
-- link_pairs_by_identifier, link_pairs_by_near_identifier.
with residents_of as (
    select pairs.right_record_id as record_id, min(pairs.left_record_id) as resident_record_id
    from (
        select left_record_id, right_record_id from link_pairs_by_identifier where is_certain
        union all
        select left_record_id, right_record_id from link_pairs_by_near_identifier where is_certain
    ) as pairs
    inner join link_person_records as spine on spine.record_id = pairs.left_record_id and spine.source_rank = 1
    group by pairs.right_record_id
),

payees as (
    select distinct employers.group_id, records.name_key, payees.record_id
    from core_tax_payees as payees
    inner join link_employer_codes as codes on codes.code = payees.payer_root
    inner join link_employers as employers on employers.employer_id = codes.employer_id
    inner join link_person_records as records on records.record_id = payees.record_id
    where records.name_key is not null
),

members as (
    select distinct employers.group_id, records.name_key, members.record_id
    from core_si_members as members
    inner join link_employer_units as units on units.unit_code = members.unit_code
    inner join link_employers as employers on employers.employer_id = units.employer_id
    inner join link_person_records as records on records.record_id = members.record_id
    where records.name_key is not null
),

unique_payees as (
    select group_id, name_key, min(record_id) as record_id
    from payees group by group_id, name_key having count(*) = 1
),

unique_members as (
    select group_id, name_key, min(record_id) as record_id
    from members group by group_id, name_key having count(*) = 1
)

select
    members.record_id as left_record_id,
    payees.record_id as right_record_id,
    3 as pass,
    'employer_name' as block,
    1 as kinds,
    coalesce(mr.resident_record_id = pr.resident_record_id, true) as is_certain
from unique_payees as payees
inner join unique_members as members on members.group_id = payees.group_id and members.name_key = payees.name_key
left join residents_of as mr on mr.record_id = members.record_id
left join residents_of as pr on pr.record_id = payees.record_id
order by left_record_id asc, right_record_id asc
