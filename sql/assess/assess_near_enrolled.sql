-- One row per payment with an enrolled record that could be this person, unproven: the reason to doubt a non-link.
-- Looked at are all members, lapsed and voluntary too, of any unit. A member that passes 1-2 tie to another resident, or
-- whose personal id clearly differs from the payee's own, is somebody else and raises no doubt.
-- candidates counts the records that nothing rules out; doubt is the strongest reason found.
-- A record that a person judged to be somebody else raises no doubt either; one judged unsure always does.
-- A unit that may be the employer's counts as its own here: who is insured there may be its payee.
-- A payee without a resident whose number belongs to somebody of another name may carry a relative's number.
-- Reads: assess_open_payments, assess_payments, link_person_records, link_person_pairs, link_persons,
-- assess_insured_spells, assess_possible_spells, assess_judged_records, core_residents.
-- The payee may be written wrongly in the tax form and rightly in the resident register: both names are looked for.
with bearers as (
    select person_id, person_id as record_id from assess_open_payments
    union
    select person_id, record_id from assess_open_payments
),

names as (
    select bearers.person_id, records.name_key, bool_and(bearers.record_id <> bearers.person_id) as is_only_on_form
    from bearers
    inner join link_person_records as records on records.record_id = bearers.record_id
    group by bearers.person_id, records.name_key
),

-- Whoever is tied to a resident has that resident's number, if none of their own.
members as (
    select
        records.record_id,
        records.name_key,
        records.birth_year,
        coalesce(records.personal_id, residents.personal_id) as personal_id,
        persons.person_id,
        persons.person_source = 'residents' as is_resident
    from link_person_records as records
    inner join link_persons as persons on persons.record_id = records.record_id
    left join core_residents as residents on residents.record_id = persons.person_id
    where records.source = 'si_members'
),

spells as (
    select record_id, group_id from assess_insured_spells where group_id is not null
    union
    select record_id, group_id from assess_possible_spells
),

homonyms as (
    select
        open.person_id,
        open.employer_id,
        open.evidence_period,
        members.record_id as candidate_id,
        case
            when spells.group_id is not null then 'same_name_same_employer'
            when open.birth_year is not null and members.birth_year is not null then 'same_name_same_birth_year'
            else 'same_name'
        end as doubt
    from assess_open_payments as open
    inner join names on names.person_id = open.person_id
    inner join members on members.name_key = names.name_key and members.person_id <> open.person_id
    left join spells on spells.record_id = members.record_id and spells.group_id = open.group_id
    where not (open.is_resident and (members.is_resident or spells.group_id is null))
        and not coalesce(abs(open.birth_year - members.birth_year) > 1, false)
        and not (
            open.personal_id is not null and members.personal_id is not null
            and (spells.group_id is null or open.is_resident or members.is_resident)
            and damerau_levenshtein(open.personal_id, members.personal_id) > 2
        )
),

-- Whom no register knows may stand here with a slip in the number and another in the name: then the employer's members
-- of a like name who are not on its payroll under their own name are looked at, whatever their numbers say. A resident's
-- number may stand beside somebody else's name: then it is the employer's members of just that name.
alike_at_employer as (
    select
        open.person_id,
        open.employer_id,
        open.evidence_period,
        members.record_id as candidate_id,
        'like_name_same_employer' as doubt
    from assess_open_payments as open
    inner join names on names.person_id = open.person_id
    inner join spells on spells.group_id = open.group_id
    inner join members on members.record_id = spells.record_id
    left join assess_payments as paid
        on paid.person_id = members.person_id and paid.group_id = open.group_id
        and paid.evidence_period = open.evidence_period
    where paid.person_id is null
        and case
            when open.is_resident then names.is_only_on_form and members.name_key = names.name_key
            else members.name_key <> names.name_key and names_agree(members.name_key, names.name_key)
        end
),

-- A pair that proves nothing points both ways: from the payee's own lines, and from the resident whom they lead to.
doubtful_pairs as (
    select right_record_id as record_id, left_record_id as holder_id from link_person_pairs where not is_certain
    union all
    select left_record_id, right_record_id from link_person_pairs where not is_certain
),

pointed_at as (
    select
        payments.person_id,
        payments.employer_id,
        payments.evidence_period,
        pairs.holder_id as candidate_id,
        'shares_a_number' as doubt
    from assess_open_payments as payments
    inner join link_persons as persons on persons.person_id = payments.person_id
    inner join doubtful_pairs as pairs on pairs.record_id = persons.record_id
    inner join link_person_records as holders on holders.record_id = pairs.holder_id
    where holders.source = 'si_members' or (holders.source = 'residents' and not payments.is_resident)
),

-- The same number on a member who was not made the same person: whatever the names say, nobody is accused over it, also
-- where so many records carry the number that linking left it out.
same_number as (
    select
        open.person_id,
        open.employer_id,
        open.evidence_period,
        members.record_id as candidate_id,
        'shares_a_number' as doubt
    from assess_open_payments as open
    inner join members on members.personal_id = open.personal_id and members.person_id <> open.person_id
),

judged_unsure as (
    select open.person_id, open.employer_id, open.evidence_period, judged.record_id as candidate_id, 'judged_unsure' as doubt
    from assess_open_payments as open
    inner join assess_judged_records as judged on judged.person_id = open.person_id and judged.verdict = 'unsure'
),

all_doubts as (
    select * from judged_unsure
    union all
    select * from homonyms
    union all
    select * from same_number
    union all
    select * from alike_at_employer
    union all
    select * from pointed_at
)

select
    doubts.person_id,
    doubts.employer_id,
    doubts.evidence_period,
    count(distinct doubts.candidate_id) as candidates,
    case min(
            case doubts.doubt
                when 'judged_unsure' then 0
                when 'shares_a_number' then 1
                when 'same_name_same_employer' then 2
                when 'same_name_same_birth_year' then 3
                when 'like_name_same_employer' then 4
                else 5
            end
        )
        when 0 then 'judged_unsure'
        when 1 then 'shares_a_number'
        when 2 then 'same_name_same_employer'
        when 3 then 'same_name_same_birth_year'
        when 4 then 'like_name_same_employer'
        else 'same_name'
    end as doubt
from all_doubts as doubts
left join assess_judged_records as judged
    on judged.person_id = doubts.person_id and judged.record_id = doubts.candidate_id
    and judged.verdict = 'different'
where judged.person_id is null
group by doubts.person_id, doubts.employer_id, doubts.evidence_period
order by doubts.person_id asc, doubts.employer_id asc, doubts.evidence_period asc
