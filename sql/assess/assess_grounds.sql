-- One row per payment, stretch of months and fund: whether the law obliges, by which rule, or what nobody told.
-- obligation: exempt, obliged, unknown (rule_id would oblige if the words in `missing` held) or none (no rule speaks).
-- Written by `make law` from etl/law/rules.yml: change it there.
-- Reads: assess_worker_evidence.
with worded as materialized (
    select
        person_id,
        employer_id,
        evidence_period,
        from_month,
        to_month,
        contract_3_months,
        contract_1_month,
        contract_12_months,
        coalesce(part_time, false) as part_time,
        month_wage,
        coalesce(manager, false) as manager,
        waged,
        coalesce(household_owner, false) as household_owner,
        declares_tax,
        coalesce(commune_staff, false) as commune_staff,
        coalesce(village_staff, false) as village_staff,
        coalesce(militia, false) as militia,
        coalesce(civil_servant, false) as civil_servant,
        coalesce(foreigner, false) as foreigner,
        work_permit,
        intra_company,
        past_retirement,
        coalesce(pensioner, false) as pensioner,
        coalesce(monthly_benefit, false) as monthly_benefit,
        coalesce(armed_forces, false) as armed_forces,
        coalesce(under_working_age, false) as under_working_age,
        domestic_worker,
        probation,
        unpaid_working_days,
        coalesce(employer_ended, false) as employer_ended
    from assess_worker_evidence
)

select
    person_id, employer_id, evidence_period, from_month, to_month, 'SI' as fund,
    case
        when exempting is not null then 'exempt'
        when obliging is not null then 'obliged'
        when perhaps is not null then 'unknown'
        else 'none'
    end as obligation,
    coalesce(exempting, obliging, perhaps) as rule_id,
    case when exempting is null and obliging is null then case perhaps
            when 'SI-LC3' then concat_ws('+', case when contract_3_months is null and (FALSE AND NOT foreigner) is distinct from (TRUE AND NOT foreigner) then 'contract_3_months' end)
            when 'SI-A' then concat_ws('+', case when contract_1_month is null and (FALSE AND NOT foreigner) is distinct from (TRUE AND NOT foreigner) then 'contract_1_month' end)
            when 'SI-LC1' then concat_ws('+', case when contract_1_month is null and (FALSE AND NOT contract_3_months AND NOT foreigner) is distinct from (TRUE AND NOT contract_3_months AND NOT foreigner) then 'contract_1_month' end, case when contract_3_months is null and (contract_1_month AND NOT FALSE AND NOT foreigner) is distinct from (contract_1_month AND NOT TRUE AND NOT foreigner) then 'contract_3_months' end)
            when 'SI-L' then concat_ws('+', case when month_wage is null and (part_time AND 0 >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END) is distinct from (part_time AND 1e15 >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END) then 'month_wage' end)
            when 'SI-I' then concat_ws('+', case when waged is null and (manager AND FALSE) is distinct from (manager AND TRUE) then 'waged' end)
            when 'SI-N' then concat_ws('+', case when past_retirement is null and (manager AND NOT waged AND NOT FALSE) is distinct from (manager AND NOT waged AND NOT TRUE) then 'past_retirement' end, case when waged is null and (manager AND NOT FALSE AND NOT past_retirement) is distinct from (manager AND NOT TRUE AND NOT past_retirement) then 'waged' end)
            when 'SI-M1' then concat_ws('+', case when declares_tax is null and (household_owner AND FALSE) is distinct from (household_owner AND TRUE) then 'declares_tax' end)
            when 'SI-M2' then null
            when 'SI-K1' then null
            when 'SI-K2' then null
            when 'SI-E' then null
            when 'SI-FOR1' then concat_ws('+', case when contract_12_months is null and (foreigner AND work_permit AND FALSE AND NOT intra_company AND NOT past_retirement) is distinct from (foreigner AND work_permit AND TRUE AND NOT intra_company AND NOT past_retirement) then 'contract_12_months' end, case when intra_company is null and (foreigner AND work_permit AND contract_12_months AND NOT FALSE AND NOT past_retirement) is distinct from (foreigner AND work_permit AND contract_12_months AND NOT TRUE AND NOT past_retirement) then 'intra_company' end, case when past_retirement is null and (foreigner AND work_permit AND contract_12_months AND NOT intra_company AND NOT FALSE) is distinct from (foreigner AND work_permit AND contract_12_months AND NOT intra_company AND NOT TRUE) then 'past_retirement' end, case when work_permit is null and (foreigner AND FALSE AND contract_12_months AND NOT intra_company AND NOT past_retirement) is distinct from (foreigner AND TRUE AND contract_12_months AND NOT intra_company AND NOT past_retirement) then 'work_permit' end)
            when 'SI-FOR2' then concat_ws('+', case when contract_12_months is null and (foreigner AND FALSE AND NOT intra_company AND NOT past_retirement) is distinct from (foreigner AND TRUE AND NOT intra_company AND NOT past_retirement) then 'contract_12_months' end, case when intra_company is null and (foreigner AND contract_12_months AND NOT FALSE AND NOT past_retirement) is distinct from (foreigner AND contract_12_months AND NOT TRUE AND NOT past_retirement) then 'intra_company' end, case when past_retirement is null and (foreigner AND contract_12_months AND NOT intra_company AND NOT FALSE) is distinct from (foreigner AND contract_12_months AND NOT intra_company AND NOT TRUE) then 'past_retirement' end)
    end end as missing
from (
    select
        *,
        case
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(employer_ended, false) then 'X-ENDED'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(pensioner, false) then 'SI-X-PENSION'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(monthly_benefit, false) then 'SI-X-BENEFIT'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(armed_forces, false) then 'SI-CDD'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(past_retirement, false) then 'SI-X-AGE'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(under_working_age, false) then 'X-YOUNG'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(domestic_worker, false) then 'SI-X-DOMESTIC'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(probation, false) then 'SI-X-PROBATION'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(unpaid_working_days >= CASE WHEN from_month BETWEEN CAST('2016-01-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 14 END, false) then 'SI-14D'
            else cast(null as varchar)
        end as exempting,
        case
            when from_month between date '2016-01-01' and date '2025-06-30' and coalesce(contract_3_months AND NOT foreigner, false) then 'SI-LC3'
            when from_month between date '2025-07-01' and date '9999-12-31' and coalesce(contract_1_month AND NOT foreigner, false) then 'SI-A'
            when from_month between date '2018-01-01' and date '2025-06-30' and coalesce(contract_1_month AND NOT contract_3_months AND NOT foreigner, false) then 'SI-LC1'
            when from_month between date '2025-07-01' and date '9999-12-31' and coalesce(part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END, false) then 'SI-L'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(manager AND waged, false) then 'SI-I'
            when from_month between date '2025-07-01' and date '9999-12-31' and coalesce(manager AND NOT waged AND NOT past_retirement, false) then 'SI-N'
            when from_month between date '2025-07-01' and date '2029-06-30' and coalesce(household_owner AND declares_tax, false) then 'SI-M1'
            when from_month between date '2029-07-01' and date '9999-12-31' and coalesce(household_owner, false) then 'SI-M2'
            when from_month between date '2016-01-01' and date '2025-06-30' and coalesce(commune_staff, false) then 'SI-K1'
            when from_month between date '2025-07-01' and date '9999-12-31' and coalesce(commune_staff OR village_staff, false) then 'SI-K2'
            when from_month between date '2025-07-01' and date '9999-12-31' and coalesce(militia, false) then 'SI-E'
            when from_month between date '2018-12-01' and date '2025-06-30' and coalesce(foreigner AND work_permit AND contract_12_months AND NOT intra_company AND NOT past_retirement, false) then 'SI-FOR1'
            when from_month between date '2025-07-01' and date '9999-12-31' and coalesce(foreigner AND contract_12_months AND NOT intra_company AND NOT past_retirement, false) then 'SI-FOR2'
            else cast(null as varchar)
        end as obliging,
        case
            when from_month between date '2016-01-01' and date '2025-06-30' and (contract_3_months AND NOT foreigner) is null then 'SI-LC3'
            when from_month between date '2025-07-01' and date '9999-12-31' and (contract_1_month AND NOT foreigner) is null then 'SI-A'
            when from_month between date '2018-01-01' and date '2025-06-30' and (contract_1_month AND NOT contract_3_months AND NOT foreigner) is null then 'SI-LC1'
            when from_month between date '2025-07-01' and date '9999-12-31' and (part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END) is null then 'SI-L'
            when from_month between date '2016-01-01' and date '9999-12-31' and (manager AND waged) is null then 'SI-I'
            when from_month between date '2025-07-01' and date '9999-12-31' and (manager AND NOT waged AND NOT past_retirement) is null then 'SI-N'
            when from_month between date '2025-07-01' and date '2029-06-30' and (household_owner AND declares_tax) is null then 'SI-M1'
            when from_month between date '2029-07-01' and date '9999-12-31' and (household_owner) is null then 'SI-M2'
            when from_month between date '2016-01-01' and date '2025-06-30' and (commune_staff) is null then 'SI-K1'
            when from_month between date '2025-07-01' and date '9999-12-31' and (commune_staff OR village_staff) is null then 'SI-K2'
            when from_month between date '2025-07-01' and date '9999-12-31' and (militia) is null then 'SI-E'
            when from_month between date '2018-12-01' and date '2025-06-30' and (foreigner AND work_permit AND contract_12_months AND NOT intra_company AND NOT past_retirement) is null then 'SI-FOR1'
            when from_month between date '2025-07-01' and date '9999-12-31' and (foreigner AND contract_12_months AND NOT intra_company AND NOT past_retirement) is null then 'SI-FOR2'
            else cast(null as varchar)
        end as perhaps
    from worded
)
union all
select
    person_id, employer_id, evidence_period, from_month, to_month, 'OAI' as fund,
    case
        when exempting is not null then 'exempt'
        when obliging is not null then 'obliged'
        when perhaps is not null then 'unknown'
        else 'none'
    end as obligation,
    coalesce(exempting, obliging, perhaps) as rule_id,
    case when exempting is null and obliging is null then case perhaps
            when 'SI-LC3' then concat_ws('+', case when contract_3_months is null and (FALSE AND NOT foreigner) is distinct from (TRUE AND NOT foreigner) then 'contract_3_months' end)
            when 'SI-A' then concat_ws('+', case when contract_1_month is null and (FALSE AND NOT foreigner) is distinct from (TRUE AND NOT foreigner) then 'contract_1_month' end)
            when 'SI-LC1' then concat_ws('+', case when contract_1_month is null and (FALSE AND NOT contract_3_months AND NOT foreigner) is distinct from (TRUE AND NOT contract_3_months AND NOT foreigner) then 'contract_1_month' end, case when contract_3_months is null and (contract_1_month AND NOT FALSE AND NOT foreigner) is distinct from (contract_1_month AND NOT TRUE AND NOT foreigner) then 'contract_3_months' end)
            when 'SI-L' then concat_ws('+', case when month_wage is null and (part_time AND 0 >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END) is distinct from (part_time AND 1e15 >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END) then 'month_wage' end)
            when 'SI-I' then concat_ws('+', case when waged is null and (manager AND FALSE) is distinct from (manager AND TRUE) then 'waged' end)
            when 'SI-E' then null
            when 'SI-FOR1' then concat_ws('+', case when contract_12_months is null and (foreigner AND work_permit AND FALSE AND NOT intra_company AND NOT past_retirement) is distinct from (foreigner AND work_permit AND TRUE AND NOT intra_company AND NOT past_retirement) then 'contract_12_months' end, case when intra_company is null and (foreigner AND work_permit AND contract_12_months AND NOT FALSE AND NOT past_retirement) is distinct from (foreigner AND work_permit AND contract_12_months AND NOT TRUE AND NOT past_retirement) then 'intra_company' end, case when past_retirement is null and (foreigner AND work_permit AND contract_12_months AND NOT intra_company AND NOT FALSE) is distinct from (foreigner AND work_permit AND contract_12_months AND NOT intra_company AND NOT TRUE) then 'past_retirement' end, case when work_permit is null and (foreigner AND FALSE AND contract_12_months AND NOT intra_company AND NOT past_retirement) is distinct from (foreigner AND TRUE AND contract_12_months AND NOT intra_company AND NOT past_retirement) then 'work_permit' end)
            when 'SI-FOR2' then concat_ws('+', case when contract_12_months is null and (foreigner AND FALSE AND NOT intra_company AND NOT past_retirement) is distinct from (foreigner AND TRUE AND NOT intra_company AND NOT past_retirement) then 'contract_12_months' end, case when intra_company is null and (foreigner AND contract_12_months AND NOT FALSE AND NOT past_retirement) is distinct from (foreigner AND contract_12_months AND NOT TRUE AND NOT past_retirement) then 'intra_company' end, case when past_retirement is null and (foreigner AND contract_12_months AND NOT intra_company AND NOT FALSE) is distinct from (foreigner AND contract_12_months AND NOT intra_company AND NOT TRUE) then 'past_retirement' end)
    end end as missing
from (
    select
        *,
        case
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(employer_ended, false) then 'X-ENDED'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(pensioner, false) then 'SI-X-PENSION'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(monthly_benefit, false) then 'SI-X-BENEFIT'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(armed_forces, false) then 'SI-CDD'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(past_retirement, false) then 'SI-X-AGE'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(under_working_age, false) then 'X-YOUNG'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(domestic_worker, false) then 'SI-X-DOMESTIC'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(probation, false) then 'SI-X-PROBATION'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(unpaid_working_days >= CASE WHEN from_month BETWEEN CAST('2016-01-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 14 END, false) then 'SI-14D'
            else cast(null as varchar)
        end as exempting,
        case
            when from_month between date '2016-01-01' and date '2025-06-30' and coalesce(contract_3_months AND NOT foreigner, false) then 'SI-LC3'
            when from_month between date '2025-07-01' and date '9999-12-31' and coalesce(contract_1_month AND NOT foreigner, false) then 'SI-A'
            when from_month between date '2018-01-01' and date '2025-06-30' and coalesce(contract_1_month AND NOT contract_3_months AND NOT foreigner, false) then 'SI-LC1'
            when from_month between date '2025-07-01' and date '9999-12-31' and coalesce(part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END, false) then 'SI-L'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(manager AND waged, false) then 'SI-I'
            when from_month between date '2025-07-01' and date '9999-12-31' and coalesce(militia, false) then 'SI-E'
            when from_month between date '2018-12-01' and date '2025-06-30' and coalesce(foreigner AND work_permit AND contract_12_months AND NOT intra_company AND NOT past_retirement, false) then 'SI-FOR1'
            when from_month between date '2025-07-01' and date '9999-12-31' and coalesce(foreigner AND contract_12_months AND NOT intra_company AND NOT past_retirement, false) then 'SI-FOR2'
            else cast(null as varchar)
        end as obliging,
        case
            when from_month between date '2016-01-01' and date '2025-06-30' and (contract_3_months AND NOT foreigner) is null then 'SI-LC3'
            when from_month between date '2025-07-01' and date '9999-12-31' and (contract_1_month AND NOT foreigner) is null then 'SI-A'
            when from_month between date '2018-01-01' and date '2025-06-30' and (contract_1_month AND NOT contract_3_months AND NOT foreigner) is null then 'SI-LC1'
            when from_month between date '2025-07-01' and date '9999-12-31' and (part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END) is null then 'SI-L'
            when from_month between date '2016-01-01' and date '9999-12-31' and (manager AND waged) is null then 'SI-I'
            when from_month between date '2025-07-01' and date '9999-12-31' and (militia) is null then 'SI-E'
            when from_month between date '2018-12-01' and date '2025-06-30' and (foreigner AND work_permit AND contract_12_months AND NOT intra_company AND NOT past_retirement) is null then 'SI-FOR1'
            when from_month between date '2025-07-01' and date '9999-12-31' and (foreigner AND contract_12_months AND NOT intra_company AND NOT past_retirement) is null then 'SI-FOR2'
            else cast(null as varchar)
        end as perhaps
    from worded
)
union all
select
    person_id, employer_id, evidence_period, from_month, to_month, 'UI' as fund,
    case
        when exempting is not null then 'exempt'
        when obliging is not null then 'obliged'
        when perhaps is not null then 'unknown'
        else 'none'
    end as obligation,
    coalesce(exempting, obliging, perhaps) as rule_id,
    case when exempting is null and obliging is null then case perhaps
            when 'UI-13' then concat_ws('+', case when contract_3_months is null and (FALSE AND NOT foreigner) is distinct from (TRUE AND NOT foreigner) then 'contract_3_months' end)
            when 'UI-25' then concat_ws('+', case when contract_1_month is null and (NOT foreigner AND (FALSE OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager AND waged)) is distinct from (NOT foreigner AND (TRUE OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager AND waged)) then 'contract_1_month' end, case when month_wage is null and (NOT foreigner AND (contract_1_month OR part_time AND 0 >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager AND waged)) is distinct from (NOT foreigner AND (contract_1_month OR part_time AND 1e15 >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager AND waged)) then 'month_wage' end, case when waged is null and (NOT foreigner AND (contract_1_month OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager AND FALSE)) is distinct from (NOT foreigner AND (contract_1_month OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager AND TRUE)) then 'waged' end)
    end end as missing
from (
    select
        *,
        case
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(employer_ended, false) then 'X-ENDED'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(pensioner, false) then 'SI-X-PENSION'
            when from_month between date '2026-01-01' and date '9999-12-31' and coalesce(monthly_benefit, false) then 'UI-X-BENEFIT'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(armed_forces, false) then 'SI-CDD'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(past_retirement, false) then 'SI-X-AGE'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(under_working_age, false) then 'X-YOUNG'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(domestic_worker, false) then 'SI-X-DOMESTIC'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(probation, false) then 'SI-X-PROBATION'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(unpaid_working_days >= CASE WHEN from_month BETWEEN CAST('2016-01-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 14 END, false) then 'SI-14D'
            when from_month between date '2015-01-01' and date '9999-12-31' and coalesce(civil_servant, false) then 'UI-X-SERVANT'
            else cast(null as varchar)
        end as exempting,
        case
            when from_month between date '2015-01-01' and date '2025-12-31' and coalesce(contract_3_months AND NOT foreigner, false) then 'UI-13'
            when from_month between date '2026-01-01' and date '9999-12-31' and coalesce(NOT foreigner AND (contract_1_month OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager AND waged), false) then 'UI-25'
            else cast(null as varchar)
        end as obliging,
        case
            when from_month between date '2015-01-01' and date '2025-12-31' and (contract_3_months AND NOT foreigner) is null then 'UI-13'
            when from_month between date '2026-01-01' and date '9999-12-31' and (NOT foreigner AND (contract_1_month OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager AND waged)) is null then 'UI-25'
            else cast(null as varchar)
        end as perhaps
    from worded
)
union all
select
    person_id, employer_id, evidence_period, from_month, to_month, 'HI' as fund,
    case
        when exempting is not null then 'exempt'
        when obliging is not null then 'obliged'
        when perhaps is not null then 'unknown'
        else 'none'
    end as obligation,
    coalesce(exempting, obliging, perhaps) as rule_id,
    case when exempting is null and obliging is null then case perhaps
            when 'HI-1A' then concat_ws('+', case when contract_3_months is null and (FALSE OR manager AND waged OR commune_staff) is distinct from (TRUE OR manager AND waged OR commune_staff) then 'contract_3_months' end, case when waged is null and (contract_3_months OR manager AND FALSE OR commune_staff) is distinct from (contract_3_months OR manager AND TRUE OR commune_staff) then 'waged' end)
            when 'HI-1B' then concat_ws('+', case when contract_12_months is null and ((NOT foreigner AND contract_1_month) OR (foreigner AND FALSE) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner AND declares_tax OR commune_staff OR village_staff) is distinct from ((NOT foreigner AND contract_1_month) OR (foreigner AND TRUE) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner AND declares_tax OR commune_staff OR village_staff) then 'contract_12_months' end, case when contract_1_month is null and ((NOT foreigner AND FALSE) OR (foreigner AND contract_12_months) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner AND declares_tax OR commune_staff OR village_staff) is distinct from ((NOT foreigner AND TRUE) OR (foreigner AND contract_12_months) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner AND declares_tax OR commune_staff OR village_staff) then 'contract_1_month' end, case when declares_tax is null and ((NOT foreigner AND contract_1_month) OR (foreigner AND contract_12_months) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner AND FALSE OR commune_staff OR village_staff) is distinct from ((NOT foreigner AND contract_1_month) OR (foreigner AND contract_12_months) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner AND TRUE OR commune_staff OR village_staff) then 'declares_tax' end, case when month_wage is null and ((NOT foreigner AND contract_1_month) OR (foreigner AND contract_12_months) OR part_time AND 0 >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner AND declares_tax OR commune_staff OR village_staff) is distinct from ((NOT foreigner AND contract_1_month) OR (foreigner AND contract_12_months) OR part_time AND 1e15 >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner AND declares_tax OR commune_staff OR village_staff) then 'month_wage' end)
            when 'HI-1C' then concat_ws('+', case when contract_12_months is null and ((NOT foreigner AND contract_1_month) OR (foreigner AND FALSE) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner OR commune_staff OR village_staff) is distinct from ((NOT foreigner AND contract_1_month) OR (foreigner AND TRUE) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner OR commune_staff OR village_staff) then 'contract_12_months' end, case when contract_1_month is null and ((NOT foreigner AND FALSE) OR (foreigner AND contract_12_months) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner OR commune_staff OR village_staff) is distinct from ((NOT foreigner AND TRUE) OR (foreigner AND contract_12_months) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner OR commune_staff OR village_staff) then 'contract_1_month' end, case when month_wage is null and ((NOT foreigner AND contract_1_month) OR (foreigner AND contract_12_months) OR part_time AND 0 >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner OR commune_staff OR village_staff) is distinct from ((NOT foreigner AND contract_1_month) OR (foreigner AND contract_12_months) OR part_time AND 1e15 >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner OR commune_staff OR village_staff) then 'month_wage' end)
    end end as missing
from (
    select
        *,
        case
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(employer_ended, false) then 'X-ENDED'
            when from_month between date '2015-01-01' and date '9999-12-31' and coalesce(pensioner, false) then 'HI-X-PENSION'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(armed_forces, false) then 'SI-CDD'
            when from_month between date '2016-01-01' and date '9999-12-31' and coalesce(under_working_age, false) then 'X-YOUNG'
            else cast(null as varchar)
        end as exempting,
        case
            when from_month between date '2015-01-01' and date '2025-06-30' and coalesce(contract_3_months OR manager AND waged OR commune_staff, false) then 'HI-1A'
            when from_month between date '2025-07-01' and date '2029-06-30' and coalesce((NOT foreigner AND contract_1_month) OR (foreigner AND contract_12_months) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner AND declares_tax OR commune_staff OR village_staff, false) then 'HI-1B'
            when from_month between date '2029-07-01' and date '9999-12-31' and coalesce((NOT foreigner AND contract_1_month) OR (foreigner AND contract_12_months) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner OR commune_staff OR village_staff, false) then 'HI-1C'
            else cast(null as varchar)
        end as obliging,
        case
            when from_month between date '2015-01-01' and date '2025-06-30' and (contract_3_months OR manager AND waged OR commune_staff) is null then 'HI-1A'
            when from_month between date '2025-07-01' and date '2029-06-30' and ((NOT foreigner AND contract_1_month) OR (foreigner AND contract_12_months) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner AND declares_tax OR commune_staff OR village_staff) is null then 'HI-1B'
            when from_month between date '2029-07-01' and date '9999-12-31' and ((NOT foreigner AND contract_1_month) OR (foreigner AND contract_12_months) OR part_time AND month_wage >= CASE WHEN from_month BETWEEN CAST('2019-07-01' AS DATE) AND CAST('2023-06-30' AS DATE) THEN 1490000 WHEN from_month BETWEEN CAST('2023-07-01' AS DATE) AND CAST('2024-06-30' AS DATE) THEN 1800000 WHEN from_month BETWEEN CAST('2024-07-01' AS DATE) AND CAST('2026-06-30' AS DATE) THEN 2340000 WHEN from_month BETWEEN CAST('2026-07-01' AS DATE) AND CAST('9999-12-31' AS DATE) THEN 2530000 END OR manager OR household_owner OR commune_staff OR village_staff) is null then 'HI-1C'
            else cast(null as varchar)
        end as perhaps
    from worded
)
order by person_id asc, employer_id asc, evidence_period asc, from_month asc, to_month asc, fund asc
