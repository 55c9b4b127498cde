-- One row per payment for whose person a spell with social insurance overlaps the months of the payment: where they are insured.
-- covered_by: own_unit (the employer or its branches), group_unit (its successor), elsewhere.
-- Reads: assess_payments, assess_person_cover.
-- Materialized, or DuckDB 2.0 joins every payment with every spell by their months first (2026-11-22: 110 s on 20,000 people).
with found as materialized (
    select
        payments.person_id,
        payments.employer_id,
        payments.group_id,
        payments.evidence_period,
        payments.first_month,
        payments.last_month,
        cover.insured_employer_id,
        cover.insured_group_id,
        cover.from_month,
        coalesce(cover.to_month, payments.last_month) as to_month
    from assess_payments as payments
    inner join assess_person_cover as cover on cover.person_id = payments.person_id and cover.has_si
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
