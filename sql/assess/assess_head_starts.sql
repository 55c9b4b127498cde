-- One row per head without pay: in this month or before, the duty that the lists tell of began, if it is there.
-- The first month since when the register shows the person as the head of the business, delivery by delivery, and since when
-- they were neither insured elsewhere nor drew a benefit that exempts; the month of the evidence at the latest.
-- Reads: assess_payments, assess_person_cover, core_business_entities, core_known_heads, core_si_benefits, link_persons.
with ended as (
    select person_id, to_month from assess_person_cover where has_si
    union all
    select persons.person_id, benefits.to_month
    from core_si_benefits as benefits
    inner join link_persons as persons on persons.record_id = benefits.record_id
    where benefits.benefit_kind in ('pension', 'monthly_allowance', 'disability')
),

free as (
    select person_id, cast(date_trunc('month', max(to_month)) + interval 1 month as date) as from_month
    from ended
    group by person_id
)

select
    payments.person_id,
    payments.employer_id,
    payments.evidence_period,
    least(greatest(known.known_since_month, free.from_month), payments.first_month) as start_month
from assess_payments as payments
inner join core_business_entities as entities
    on entities.source_file = payments.evidence_file and entities.source_row = payments.evidence_row
inner join core_known_heads as known on known.entity_code = entities.entity_code
left join free on free.person_id = payments.person_id
where payments.annex = 'register'
order by payments.person_id asc, payments.employer_id asc, payments.evidence_period asc
