-- One row per payment to somebody insured at the employer's own units on a lower base than the tax form of the same months
-- bears out (Luật 41/2024 Đ31, Đ39(1)(c), (d)). What the form says is spread over all its months and held against the
-- highest base of any of them, both in the employer's favour. From the highest base of the law on nothing is asked (that of UI
-- lies above it in every period).
-- reason_codes: deducted_above_base (more was deducted from the worker than that base asks for, times :deducted_above_base),
-- base_below_reference (not even the reference level), income_above_base (the pay is more than :income_to_base times the
-- base: bonus and overtime seldom are as much).
-- base_vnd: the registered one. owed_base_vnd: the lowest that the evidence bears out. expected_*_vnd: what is due on the
-- difference at least, of both sides, for the months insured and the funds that every spell names.
-- grade: A where it is the employer's own deduction or the law's floor and the worker is a resident of the registers; else B.
-- Reads: assess_payments, assess_person_cover, assess_person_facts, assess_held_employers, assess_held_periods,
-- ref_law_parameters.
-- Parameters: :deducted_above_base, :income_to_base.
with rates as (
    select
        cast(from_date as date) as from_date,
        cast(to_date as date) as to_date,
        sum(cast(value as double)) filter (where key in ('worker_pension', 'worker_health', 'worker_unemployment')) / 100
            as of_worker,
        sum(cast(value as double)) filter (where key in ('employer_sickness', 'employer_pension', 'worker_pension')) / 100 as si,
        sum(cast(value as double)) filter (where key = 'employer_accident') / 100 as oai,
        sum(cast(value as double)) filter (where key in ('employer_unemployment', 'worker_unemployment')) / 100 as ui,
        sum(cast(value as double)) filter (where key in ('employer_health', 'worker_health')) / 100 as hi
    from ref_law_parameters
    where parameter = 'contribution_rates'
    group by all
),

levels as (
    select cast(from_date as date) as from_date, cast(to_date as date) as to_date, cast(value as double) as level
    from ref_law_parameters where parameter = 'reference_level'
),

-- The law of a form's months: deductions at their highest, what is due at its lowest.
windows as materialized (
    select
        spans.first_month,
        spans.last_month,
        cast(date_diff('month', spans.first_month, spans.last_month) + 1 as integer) as months_of_evidence,
        max(rates.of_worker) as of_worker,
        min(rates.si) as si,
        min(rates.oai) as oai,
        min(rates.ui) as ui,
        min(rates.hi) as hi,
        min(levels.level) as reference_level,
        max(caps.times * levels.level) as cap_vnd
    from (select distinct first_month, last_month from assess_payments) as spans
    inner join rates on rates.from_date <= spans.last_month and rates.to_date >= spans.first_month
    inner join levels on levels.from_date <= spans.last_month and levels.to_date >= spans.first_month
    cross join (
        select max(cast(value as double)) as times from ref_law_parameters where parameter = 'si_cap'
    ) as caps
    group by spans.first_month, spans.last_month
),

-- Materialized before months are compared: else DuckDB 2.0 compares every row with every other.
spells as materialized (
    select payments.*, cover.unit_code, cover.from_month, cover.to_month, cover.contribution_base_vnd, cover.funds
    from assess_payments as payments
    inner join assess_person_cover as cover
        on cover.person_id = payments.person_id and cover.insured_group_id = payments.group_id
    where cover.has_si and not cover.is_pseudo_unit
),

insured as (
    select
        person_id,
        employer_id,
        evidence_period,
        max(contribution_base_vnd) as base_vnd,
        least(
            sum(date_diff('month', greatest(from_month, first_month), least(coalesce(to_month, last_month), last_month)) + 1),
            max(date_diff('month', first_month, last_month) + 1)
        ) as months_insured,
        bool_and(contains('+' || funds || '+', '+OAI+')) as in_oai,
        bool_and(contains('+' || funds || '+', '+UI+')) as in_ui,
        bool_and(contains('+' || funds || '+', '+HI+')) as in_hi
    from spells
    where from_month <= last_month and coalesce(to_month, last_month) >= first_month
    group by person_id, employer_id, evidence_period
    having count(*) = count(contribution_base_vnd)
),

held as (
    select
        payments.person_id,
        payments.employer_id,
        payments.evidence_period,
        payments.person_source,
        payments.income_vnd,
        payments.insurance_deducted_vnd,
        insured.base_vnd,
        insured.months_insured,
        insured.in_oai,
        insured.in_ui,
        insured.in_hi,
        windows.* exclude (first_month, last_month),
        windows.months_of_evidence * windows.of_worker * insured.base_vnd as most_deducted_vnd
    from insured
    inner join assess_payments as payments using (person_id, employer_id, evidence_period)
    inner join windows on windows.first_month = payments.first_month and windows.last_month = payments.last_month
    where insured.base_vnd < windows.cap_vnd
),

found as (
    select
        *,
        case when insurance_deducted_vnd > most_deducted_vnd * cast(:deducted_above_base as double) then
            least(insurance_deducted_vnd / months_of_evidence / of_worker, cap_vnd)
        end as base_of_deduction,
        case when base_vnd < reference_level then reference_level end as base_of_level,
        case when income_vnd / months_of_evidence > cast(:income_to_base as double) * base_vnd then
            least(income_vnd / months_of_evidence / cast(:income_to_base as double), cap_vnd)
        end as base_of_income
    from held
),

owing as (
    select *, round(greatest(base_of_deduction, base_of_level, base_of_income)) as owed_base_vnd
    from found
    where round(greatest(base_of_deduction, base_of_level, base_of_income)) > base_vnd
)

select
    owing.person_id,
    owing.employer_id,
    owing.evidence_period,
    concat_ws(
        '+',
        case when base_of_level is not null then 'base_below_reference' end,
        case when base_of_deduction is not null then 'deducted_above_base' end,
        case when base_of_income is not null then 'income_above_base' end
    ) as reason_codes,
    case
        when coalesce(base_of_deduction, base_of_level) is not null and person_source = 'residents' then 'A' else 'B'
    end as grade,
    cast(base_vnd as bigint) as base_vnd,
    cast(owed_base_vnd as bigint) as owed_base_vnd,
    cast(months_insured as integer) as months_insured,
    cast(round(months_insured * si * (owed_base_vnd - base_vnd)) as bigint) as expected_si_vnd,
    cast(case when in_oai then round(months_insured * oai * (owed_base_vnd - base_vnd)) else 0 end as bigint)
        as expected_oai_vnd,
    cast(case when in_ui then round(months_insured * ui * (owed_base_vnd - base_vnd)) else 0 end as bigint)
        as expected_ui_vnd,
    cast(case when in_hi then round(months_insured * hi * (owed_base_vnd - base_vnd)) else 0 end as bigint)
        as expected_hi_vnd
from owing
inner join assess_person_facts as facts on facts.person_id = owing.person_id
left join assess_held_employers as waiting on waiting.employer_id = owing.employer_id
left join assess_held_periods as later on later.evidence_period = owing.evidence_period
where not facts.is_protected and waiting.employer_id is null and later.evidence_period is null
order by owing.person_id asc, owing.employer_id asc, owing.evidence_period asc
