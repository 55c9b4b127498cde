-- One row per payment with an enrolled record that could be this person, unproven: the reason to doubt a non-link.
-- Looked at are all members, lapsed and voluntary too, of any unit. A member that passes 1-2 tie to another resident, or
-- whose personal id clearly differs from the payee's own, is somebody else and raises no doubt.
-- candidates counts the records that nothing rules out; doubt is the strongest reason found.
-- A payee without a resident whose number belongs to somebody of another name may carry a relative's number.
-- Reads: assess_payments, assess_coverage, assess_person_facts, link_person_records, link_person_pairs, link_persons,
-- assess_insured_spells.
with open_payments as (
    select
        payments.person_id,
        payments.record_id,
        payments.employer_id,
        payments.group_id,
        payments.evidence_period,
        payments.person_source = 'residents' as is_resident,
        facts.personal_id,
        cast(extract(year from facts.birth_date) as integer) as birth_year
    from assess_payments as payments
    inner join assess_person_facts as facts on facts.person_id = payments.person_id
    left join assess_coverage as coverage
        on coverage.person_id = payments.person_id and coverage.employer_id = payments.employer_id
        and coverage.evidence_period = payments.evidence_period
    where coverage.person_id is null
),

-- The payee may be written wrongly in the tax form and rightly in the resident register: both names are looked for.
names as (
    select payments.person_id, records.name_key
    from open_payments as payments
    inner join link_person_records as records on records.record_id = payments.record_id
    union
    select payments.person_id, records.name_key
    from open_payments as payments
    inner join link_person_records as records on records.record_id = payments.person_id
),

members as (
    select
        records.record_id,
        records.name_key,
        records.birth_year,
        records.personal_id,
        persons.person_id,
        persons.person_source = 'residents' as is_resident
    from link_person_records as records
    inner join link_persons as persons on persons.record_id = records.record_id
    where records.source = 'si_members'
),

spells as (
    select distinct record_id, group_id from assess_insured_spells where group_id is not null
),

homonyms as (
    select
        open.person_id,
        open.employer_id,
        open.evidence_period,
        case
            when spells.group_id is not null then 'same_name_same_employer'
            when open.birth_year is not null and members.birth_year is not null then 'same_name_same_birth_year'
            else 'same_name'
        end as doubt
    from open_payments as open
    inner join names on names.person_id = open.person_id
    inner join members on members.name_key = names.name_key and members.person_id <> open.person_id
    left join spells on spells.record_id = members.record_id and spells.group_id = open.group_id
    where not (open.is_resident and members.is_resident)
        and not coalesce(abs(open.birth_year - members.birth_year) > 1, false)
        and not (
            open.personal_id is not null and members.personal_id is not null
            and (spells.group_id is null or open.is_resident or members.is_resident)
            and damerau_levenshtein(open.personal_id, members.personal_id) > 2
        )
),

-- Whom no register knows may stand here with a slip in the number and another in the name: then the employer's members
-- of a like name who are not on its payroll under their own name are looked at, whatever their numbers say.
alike_at_employer as (
    select open.person_id, open.employer_id, open.evidence_period, 'like_name_same_employer' as doubt
    from open_payments as open
    inner join names on names.person_id = open.person_id
    inner join spells on spells.group_id = open.group_id
    inner join members on members.record_id = spells.record_id
    left join assess_payments as paid
        on paid.person_id = members.person_id and paid.group_id = open.group_id
        and paid.evidence_period = open.evidence_period
    where not open.is_resident
        and paid.person_id is null
        and members.name_key <> names.name_key
        and names_agree(members.name_key, names.name_key)
),

pointed_at as (
    select payments.person_id, payments.employer_id, payments.evidence_period, 'shares_a_number' as doubt
    from open_payments as payments
    inner join link_persons as persons on persons.person_id = payments.person_id
    inner join link_person_pairs as pairs on pairs.right_record_id = persons.record_id and not pairs.is_certain
    inner join link_person_records as holders on holders.record_id = pairs.left_record_id
    where holders.source = 'si_members' or not payments.is_resident
),

-- The same number on a member who was not made the same person: whatever the names say, nobody is accused over it.
same_number as (
    select open.person_id, open.employer_id, open.evidence_period, 'shares_a_number' as doubt
    from open_payments as open
    inner join members on members.personal_id = open.personal_id and members.person_id <> open.person_id
),

all_doubts as (
    select * from homonyms
    union all
    select * from same_number
    union all
    select * from alike_at_employer
    union all
    select * from pointed_at
)

select
    person_id,
    employer_id,
    evidence_period,
    count(*) as candidates,
    case min(
            case doubt
                when 'shares_a_number' then 1
                when 'same_name_same_employer' then 2
                when 'same_name_same_birth_year' then 3
                when 'like_name_same_employer' then 4
                else 5
            end
        )
        when 1 then 'shares_a_number'
        when 2 then 'same_name_same_employer'
        when 3 then 'same_name_same_birth_year'
        when 4 then 'like_name_same_employer'
        else 'same_name'
    end as doubt
from all_doubts
group by person_id, employer_id, evidence_period
order by person_id asc, employer_id asc, evidence_period asc
