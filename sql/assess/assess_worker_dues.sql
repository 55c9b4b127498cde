-- One row per payment with months that ask for an insurance that is not there: by which rules, for how many months, since
-- when at the latest, and how much at least, by fund and together. What the law asks; whether the person is enrolled
-- somewhere under another name is for the dossier to say.
-- articles: the rules of the uncovered months with their articles, (*) where a rule is to be confirmed.
-- latest_start_month: the duty began in this month or before: the last months that can hold what was surely worked; of a head
-- without pay since when that is known, but not before the rules that oblige.
-- Reads: assess_worker_months, assess_head_starts, ref_law_rules.
with uncovered as (
    select months.*, rules.article, rules.conf, cast(rules.from_date as date) as rule_from
    from assess_worker_months as months
    inner join ref_law_rules as rules on rules.rule_id = months.rule_id
    where months.outcome = 'uncovered'
)

select
    person_id,
    employer_id,
    evidence_period,
    string_agg(
        distinct rule_id || ' ' || article || case when conf in ('K', 'I') then ' (*)' else '' end, '; '
        order by rule_id || ' ' || article || case when conf in ('K', 'I') then ' (*)' else '' end
    ) as articles,
    max(months_at_least) as months_at_least,
    max(months_at_most) as months_at_most,
    case
        when max(starts.start_month) is null then cast(max(to_month) - to_months(max(months_at_least) - 1) as date)
        else greatest(max(starts.start_month), max(rule_from) filter (where fund = 'SI'))
    end as latest_start_month,
    sum(expected_vnd) as expected_vnd,
    coalesce(sum(expected_vnd) filter (where fund = 'SI'), 0) as expected_si_vnd,
    coalesce(sum(expected_vnd) filter (where fund = 'OAI'), 0) as expected_oai_vnd,
    coalesce(sum(expected_vnd) filter (where fund = 'UI'), 0) as expected_ui_vnd,
    coalesce(sum(expected_vnd) filter (where fund = 'HI'), 0) as expected_hi_vnd
from uncovered
left join assess_head_starts as starts using (person_id, employer_id, evidence_period)
group by person_id, employer_id, evidence_period
having bool_or(fund = 'SI')
order by person_id asc, employer_id asc, evidence_period asc
