-- One row per payment for whose person an insurance spell overlaps the months of the payment: where they are insured.
-- A member counts as the payee when passes 1-3 make them one person or tie the two records directly, also where
-- each follows another record towards the spine: for a non-link the looser reading is the careful one.
-- A record that a person judged somebody else covers nobody of the one it was judged against, whatever chain leads there.
-- covered_by: own_unit (the employer or its branches), group_unit (its successor), elsewhere.
-- Reads: assess_payments, assess_insured_spells, link_person_pairs, link_persons, assess_judged_records.
with same_person as (
    select person_id, person_id as insured_person_id from assess_payments
    union
    select payees.person_id, members.person_id
    from link_person_pairs as pairs
    inner join link_persons as payees on payees.record_id = pairs.right_record_id
    inner join link_persons as members on members.record_id = pairs.left_record_id
    where pairs.is_certain and payees.person_id <> members.person_id
),

-- Materialized, or DuckDB 2.0 joins every payment with every spell by their months first (2026-11-22: 110 s on 20,000 people).
searched as materialized (
    select
        payments.person_id,
        payments.employer_id,
        payments.group_id,
        payments.evidence_period,
        payments.first_month,
        payments.last_month,
        same_person.insured_person_id
    from assess_payments as payments
    inner join same_person on same_person.person_id = payments.person_id
),

found as materialized (
    select
        searched.*,
        spells.employer_id as insured_employer_id,
        spells.group_id as insured_group_id,
        spells.from_month,
        coalesce(spells.to_month, searched.last_month) as to_month
    from searched
    inner join assess_insured_spells as spells on spells.person_id = searched.insured_person_id
    left join assess_judged_records as judged
        on judged.person_id = searched.person_id and judged.record_id = spells.record_id
        and judged.verdict = 'different'
    where judged.record_id is null
)

select
    person_id,
    employer_id,
    evidence_period,
    case min(case when insured_employer_id = employer_id then 1 when insured_group_id = group_id then 2 else 3 end)
        when 1 then 'own_unit'
        when 2 then 'group_unit'
        else 'elsewhere'
    end as covered_by,
    min(from_month) as insured_from_month,
    max(to_month) as insured_to_month,
    count(*) as spells
from found
where from_month <= last_month and to_month >= first_month
group by person_id, employer_id, evidence_period
order by person_id asc, employer_id asc, evidence_period asc
