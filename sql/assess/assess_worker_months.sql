-- One row per payment that its employer's own units do not cover throughout, stretch of months and fund: what the law asks
-- (assess_grounds) and who insures the person in those months. Whoever is insured elsewhere is taken to be so for OAI too,
-- though every employer may owe it (DOMAIN §3.2 [K]).
-- outcome: covered (at the employer's own unit), covered_in_group, covered_elsewhere (another employer, or for HI a valid
-- card), uncovered, exempt, unknown (`missing` says what nobody told), none (no rule obliges).
-- A yearly form tells no months: the stretches are the year's, and the person worked at least months_at_least and at most
-- months_at_most of them (a month is paid the lowest minimum wage of the year or more; deducted from it is at most the
-- worker's share of the highest bases of the year). Where other months of the year are in order and may be all that were
-- worked, nobody is uncovered: months_worked is missing. Nor where the whole pay is below one month's lowest minimum wage and
-- nothing was deducted: perhaps no month had fourteen paid days, or the hours were few; nor who is insured here from the
-- very next month and was paid no more than one month's base: hired as the evidence ends. full_month is missing. An owner's
-- duty follows from the register, not from the pay: neither is asked.
-- expected_vnd: what is due of both sides at least, income spread evenly over the months of the evidence, bases capped; of
-- whom no form tells any pay, on the reference level, the lowest base that owners and managers may choose.
-- Reads: assess_worker_evidence, assess_grounds, assess_person_cover, core_hi_cards, link_persons, ref_law_parameters.
with rates as (
    select
        case replace(replace(key, 'employer_', ''), 'worker_', '')
            when 'accident' then 'OAI' when 'unemployment' then 'UI' when 'health' then 'HI' else 'SI'
        end as fund,
        cast(from_date as date) as from_date,
        cast(to_date as date) as to_date,
        sum(cast(value as double)) / 100 as rate
    from ref_law_parameters
    where parameter = 'contribution_rates'
    group by all
),

-- Shares of the worker: of the base that is capped by the reference level, and by the regional wage.
deducted as (
    select
        cast(from_date as date) as from_date,
        cast(to_date as date) as to_date,
        sum(case when key = 'worker_unemployment' then 0 else cast(value as double) end) / 100 as si_rate,
        sum(case when key = 'worker_unemployment' then cast(value as double) else 0 end) / 100 as ui_rate
    from ref_law_parameters
    where parameter = 'contribution_rates' and key like 'worker_%'
    group by all
),

levels as (
    select cast(from_date as date) as from_date, cast(to_date as date) as to_date, cast(value as double) as level
    from ref_law_parameters where parameter = 'reference_level'
),

wages as (
    select
        cast(from_date as date) as from_date,
        cast(to_date as date) as to_date,
        min(cast(value as double)) as lowest_wage,
        max(cast(value as double)) as highest_wage
    from ref_law_parameters
    where parameter = 'regional_minimum_wage'
    group by all
),

caps as (
    select
        max(case when parameter = 'si_cap' then cast(value as double) end) as si_cap,
        max(case when parameter = 'ui_cap' then cast(value as double) end) as ui_cap
    from ref_law_parameters
),

-- Few stretches of the law for many rows: joined on the month itself.
dated as materialized (
    select
        months.from_month,
        levels.level,
        wages.lowest_wage,
        round(deducted.si_rate * caps.si_cap * levels.level + deducted.ui_rate * caps.ui_cap * wages.highest_wage)
            as most_deducted
    from (select distinct from_month from assess_worker_evidence) as months
    left join deducted on months.from_month between deducted.from_date and deducted.to_date
    left join levels on months.from_month between levels.from_date and levels.to_date
    left join wages on months.from_month between wages.from_date and wages.to_date
    cross join caps
),

rated as materialized (
    select months.from_month, rates.fund, rates.rate
    from (select distinct from_month from assess_worker_evidence) as months
    inner join rates on months.from_month between rates.from_date and rates.to_date
),

searched as materialized (
    select
        evidence.person_id,
        evidence.employer_id,
        evidence.evidence_period,
        evidence.group_id,
        evidence.from_month,
        cover.insured_employer_id,
        cover.insured_group_id,
        date_trunc('month', cover.from_month) as insured_from,
        coalesce(date_trunc('month', cover.to_month), evidence.to_month) as insured_to,
        cover.funds
    from assess_worker_evidence as evidence
    inner join assess_person_cover as cover on cover.person_id = evidence.person_id
),

covered as (
    select
        searched.person_id,
        searched.employer_id,
        searched.evidence_period,
        searched.from_month,
        funds.fund,
        min(case
            when insured_employer_id = employer_id then 1
            when insured_group_id = group_id then 2
            else 3
        end) as nearest
    from searched
    inner join (select distinct fund from rates) as funds on contains('+' || searched.funds || '+', '+' || funds.fund || '+')
    where insured_from <= from_month and insured_to >= from_month
    group by all
),

cards as materialized (
    select persons.person_id, cards.valid_from, coalesce(cards.valid_to, date '9999-12-31') as valid_to
    from core_hi_cards as cards
    inner join link_persons as persons on persons.record_id = cards.record_id
    where persons.person_id in (select person_id from assess_worker_evidence)
),

carded as (
    select distinct
        evidence.person_id, evidence.employer_id, evidence.evidence_period, evidence.from_month, 'HI' as fund
    from assess_worker_evidence as evidence
    inner join cards on cards.person_id = evidence.person_id
    where cards.valid_from < evidence.from_month + interval 1 month and cards.valid_to >= evidence.from_month
),

bounded as (
    select
        evidence.*,
        cast(date_diff('month', evidence.from_month, evidence.to_month) + 1 as integer) as months,
        cast(date_diff('month', evidence.first_month, evidence.last_month) + 1 as integer) as months_of_evidence,
        max(dated.most_deducted) over payment as most_deducted,
        min(dated.lowest_wage) over payment as lowest_wage,
        dated.level
    from assess_worker_evidence as evidence
    inner join dated on dated.from_month = evidence.from_month
    window payment as (partition by evidence.person_id, evidence.employer_id, evidence.evidence_period)
),

begun_next as (
    select distinct evidence.person_id, evidence.employer_id, evidence.evidence_period
    from assess_worker_evidence as evidence
    inner join assess_person_cover as cover
        on cover.person_id = evidence.person_id and cover.insured_group_id = evidence.group_id
    where cover.has_si and date_trunc('month', cover.from_month) = evidence.last_month + interval 1 month
        and evidence.income_vnd <= cover.contribution_base_vnd
),

judged as (
    select
        grounds.person_id,
        grounds.employer_id,
        grounds.evidence_period,
        grounds.fund,
        grounds.from_month,
        grounds.to_month,
        bounded.months,
        bounded.months_of_evidence,
        grounds.obligation,
        grounds.rule_id,
        grounds.missing,
        case
            when covered.nearest = 1 then 'own_unit'
            when covered.nearest = 2 then 'group_unit'
            when covered.nearest = 3 then 'elsewhere'
            when carded.person_id is not null then 'card'
        end as covered_by,
        cast(least(
            bounded.months_of_evidence,
            greatest(1, ceil(bounded.insurance_deducted_vnd / bounded.most_deducted))
        ) as integer) as months_at_least,
        cast(least(bounded.months_of_evidence, greatest(1, floor(bounded.income_vnd / bounded.lowest_wage))) as integer)
            as months_at_most,
        coalesce(bounded.household_owner, false) as is_owner,
        (bounded.income_vnd < bounded.lowest_wage or begun_next.person_id is not null)
            and coalesce(bounded.insurance_deducted_vnd, 0) = 0 as is_below_a_month,
        cast(case when grounds.obligation = 'obliged' then
            bounded.months * rated.rate * least(
                coalesce(cast(bounded.income_vnd as double) / bounded.months_of_evidence, bounded.level),
                case when grounds.fund = 'UI' then caps.ui_cap * bounded.lowest_wage else caps.si_cap * bounded.level end
            )
        end as bigint) as expected_vnd
    from assess_grounds as grounds
    inner join bounded using (person_id, employer_id, evidence_period, from_month)
    left join begun_next using (person_id, employer_id, evidence_period)
    left join covered using (person_id, employer_id, evidence_period, from_month, fund)
    left join carded using (person_id, employer_id, evidence_period, from_month, fund)
    left join rated using (from_month, fund)
    cross join caps
),

-- Months that are in order or may be: who surely worked no more than those may have worked in those alone.
excused as (
    select
        *,
        sum(case when covered_by is not null or obligation <> 'obliged' then months else 0 end) over (
            partition by person_id, employer_id, evidence_period, fund
        ) as months_excused
    from judged
),

doubted as (
    select
        *,
        case
            when obligation <> 'obliged' then missing
            when covered_by is not null or is_owner then null
            when months_excused >= months_at_least then 'months_worked'
            when is_below_a_month then 'full_month'
        end as lacking
    from excused
)

select
    * exclude (months_of_evidence, months_excused, is_owner, is_below_a_month, missing, lacking),
    case
        when covered_by = 'own_unit' then 'covered'
        when covered_by = 'group_unit' then 'covered_in_group'
        when obligation <> 'obliged' then obligation
        when covered_by is not null then 'covered_elsewhere'
        when lacking is not null then 'unknown'
        else 'uncovered'
    end as outcome,
    lacking as missing
from doubted
order by person_id asc, employer_id asc, evidence_period asc, fund asc, from_month asc
