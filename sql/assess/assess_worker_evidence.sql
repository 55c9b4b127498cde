-- One row per payment that no one spell at the employer's own units covers throughout in all four funds, and stretch of its
-- months in which nothing changes that bears on the duty or the cover: the law, benefits, spells, cards, ages. What each
-- register shows of it, in the words of etl/law/rules.yml; NULL: nobody told. A line of 05-1 stands for a contract of three
-- months or more (DOMAIN §3.9, §5.1).
-- Representatives of household businesses are the owners, who are under no contract with themselves; nor is a head whom no form
-- tells to be paid (annex register): no wage is declared, so none is taken for granted.
-- Reads: assess_payments, assess_person_facts, assess_person_cover, link_employers, link_employer_codes, link_persons,
-- core_business_entities, core_si_benefits, core_hi_cards, ref_law_changes.
with throughout as (
    select distinct payments.person_id, payments.employer_id, payments.evidence_period
    from assess_payments as payments
    inner join assess_person_cover as cover
        on cover.person_id = payments.person_id and cover.insured_group_id = payments.group_id
    where cover.funds like '%SI%' and cover.funds like '%OAI%' and cover.funds like '%UI%' and cover.funds like '%HI%'
        and cover.from_month <= payments.first_month
        and coalesce(cover.to_month, payments.last_month) >= payments.last_month
),

payments as materialized (
    select assess_payments.*
    from assess_payments
    anti join throughout using (person_id, employer_id, evidence_period)
),

benefits as materialized (
    select
        persons.person_id,
        benefits.benefit_kind,
        cast(date_trunc('month', benefits.from_month) as date) as from_month,
        cast(date_trunc('month', coalesce(benefits.to_month, date '9999-12-01')) as date) as to_month
    from core_si_benefits as benefits
    inner join link_persons as persons on persons.record_id = benefits.record_id
    where benefits.benefit_kind in ('pension', 'monthly_allowance', 'disability')
        and persons.person_id in (select person_id from payments)
),

cards as materialized (
    select persons.person_id, cards.valid_from, cards.valid_to
    from core_hi_cards as cards
    inner join link_persons as persons on persons.record_id = cards.record_id
    where persons.person_id in (select person_id from payments)
),

-- First months of what begins and the months after what ends.
turns as materialized (
    select person_id, from_month as turn from benefits
    union
    select person_id, cast(to_month + interval 1 month as date) from benefits where to_month < date '9999-12-01'
    union
    select person_id, cast(date_trunc('month', from_month) as date) from assess_person_cover
    union
    select person_id, cast(date_trunc('month', to_month) + interval 1 month as date)
    from assess_person_cover where to_month is not null
    union
    select person_id, cast(date_trunc('month', valid_from) as date) from cards
    union
    select person_id, cast(date_trunc('month', valid_to) + interval 1 month as date) from cards where valid_to is not null
    union
    select person_id, retirement_month from assess_person_facts
    union
    select person_id, working_age_month from assess_person_facts
),

begun as (
    select person_id, employer_id, evidence_period, first_month as from_month from payments
    union
    select payments.person_id, payments.employer_id, payments.evidence_period, turns.turn
    from payments inner join turns on turns.person_id = payments.person_id
    where turns.turn > payments.first_month and turns.turn <= payments.last_month
    union
    select
        payments.person_id,
        payments.employer_id,
        payments.evidence_period,
        cast(date_trunc('month', cast(changes.day as date)) as date)
    from payments cross join ref_law_changes as changes
    where cast(changes.day as date) > payments.first_month and cast(changes.day as date) <= payments.last_month
),

stretches as (
    select
        payments.*,
        begun.from_month,
        cast(coalesce(
            lead(begun.from_month) over (
                partition by begun.person_id, begun.employer_id, begun.evidence_period order by begun.from_month
            ) - interval 1 month,
            payments.last_month
        ) as date) as to_month
    from payments
    inner join begun using (person_id, employer_id, evidence_period)
),

drawn as (
    select
        stretches.person_id,
        stretches.employer_id,
        stretches.evidence_period,
        stretches.from_month,
        bool_or(benefits.benefit_kind = 'pension') as pensioner,
        bool_or(benefits.benefit_kind <> 'pension') as monthly_benefit
    from stretches
    inner join benefits on benefits.person_id = stretches.person_id
    where benefits.from_month <= stretches.from_month and benefits.to_month >= stretches.from_month
    group by all
),

headed as (
    select
        codes.employer_id,
        entities.representative_id,
        entities.representative_record_id,
        entities.entity_kind = 'household' as is_household,
        entities.tax_method
    from core_business_entities as entities
    inner join link_employer_codes as codes
        on codes.code = coalesce(tax_code_root(entities.entity_code), entities.entity_code)
    where entities.parent_code is null
),

-- By the record that the register makes of them, and by the number beside their name, for whoever is in no other register.
headed_by as (
    select headed.*, persons.person_id
    from headed inner join link_persons as persons on persons.record_id = headed.representative_record_id
    union
    select headed.*, facts.person_id
    from headed inner join assess_person_facts as facts on facts.personal_id = headed.representative_id
),

-- An owner who declares tax for one of several businesses declares it.
heads as (
    select employer_id, person_id, bool_or(is_household) as is_household, min(tax_method) as tax_method
    from headed_by
    group by employer_id, person_id
)

select
    stretches.person_id,
    stretches.employer_id,
    stretches.evidence_period,
    stretches.from_month,
    stretches.to_month,
    stretches.group_id,
    stretches.first_month,
    stretches.last_month,
    stretches.income_vnd,
    stretches.insurance_deducted_vnd,
    not coalesce(heads.is_household, false) and (
        stretches.annex = '05-1'
        or case when coalesce(stretches.is_nonresident, false) then cast(null as boolean) else false end
    ) as contract_3_months,
    case
        when heads.is_household or stretches.annex = 'register' then false
        when stretches.annex = '05-1' then true
    end as contract_1_month,
    cast(null as boolean) as contract_12_months,
    cast(null as boolean) as part_time,
    case when stretches.first_month = stretches.last_month then cast(stretches.income_vnd as double) end as month_wage,
    coalesce(not heads.is_household, false) as manager,
    case
        when stretches.annex = 'register' then false
        when stretches.annex = '05-1' and stretches.income_vnd > 0 then true
    end as waged,
    coalesce(heads.is_household, false) as household_owner,
    case heads.tax_method when 'declaration' then true when 'notified' then false end as declares_tax,
    cast(null as boolean) as commune_staff,
    cast(null as boolean) as village_staff,
    cast(null as boolean) as militia,
    cast(null as boolean) as civil_servant,
    stretches.is_foreigner or stretches.is_nonresident as foreigner,
    cast(null as boolean) as work_permit,
    cast(null as boolean) as intra_company,
    stretches.from_month >= facts.retirement_month as past_retirement,
    coalesce(drawn.pensioner, false) or facts.holds_pensioner_card as pensioner,
    drawn.monthly_benefit,
    facts.is_armed_forces as armed_forces,
    stretches.from_month < facts.working_age_month as under_working_age,
    cast(null as boolean) as domestic_worker,
    cast(null as boolean) as probation,
    cast(null as integer) as unpaid_working_days,
    employers.status_code in ('3', '5', '6') as employer_ended
from stretches
inner join assess_person_facts as facts on facts.person_id = stretches.person_id
inner join link_employers as employers on employers.employer_id = stretches.employer_id
left join drawn
    on drawn.person_id = stretches.person_id and drawn.employer_id = stretches.employer_id
    and drawn.evidence_period = stretches.evidence_period and drawn.from_month = stretches.from_month
left join heads
    on heads.employer_id = stretches.employer_id and heads.person_id = stretches.person_id
order by person_id asc, employer_id asc, evidence_period asc, from_month asc
