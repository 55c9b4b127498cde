-- One row per payment that obliges nobody to insure the payee in any of its months (assess_worker_months, social insurance): the
-- first rule that exempts; or, where none does, what keeps the duty open: a contract that the form does not tell of (05-2),
-- or a foreigner's, of whom contract and permit are not known (DOMAIN §3.9); or that the payee owns the household business,
-- whose duty is by its tax method and never a worker's, or heads a firm in months that asked nothing of unpaid heads. Whoever
-- would be obliged unless past retirement, and whose age nobody tells, stands not here: a person is asked.
-- Reads: assess_worker_months, assess_worker_evidence, ref_law_rules.
with judged as (
    select
        months.person_id,
        months.employer_id,
        months.evidence_period,
        bool_or(months.obligation = 'obliged' or months.missing is not distinct from 'past_retirement') as is_perhaps_obliged,
        arg_min(rules.rule, months.from_month) filter (where months.obligation = 'exempt') as exempting_rule,
        bool_or(rules.rule = 'foreign_employee') as is_foreigner,
        bool_or(evidence.household_owner) as is_owner,
        bool_or(evidence.manager and not evidence.waged) as is_unwaged_manager
    from assess_worker_months as months
    left join assess_worker_evidence as evidence using (person_id, employer_id, evidence_period, from_month)
    left join ref_law_rules as rules on rules.rule_id = months.rule_id
    where months.fund = 'SI'
    group by months.person_id, months.employer_id, months.evidence_period
)

select
    person_id,
    employer_id,
    evidence_period,
    case
        when exempting_rule is not null then exempting_rule
        when is_owner then 'household_owner'
        when is_unwaged_manager then 'unwaged_manager'
        when is_foreigner then 'foreigner'
        else 'short_or_service_contract'
    end as exemption
from judged
where not is_perhaps_obliged
order by person_id asc, employer_id asc, evidence_period asc
