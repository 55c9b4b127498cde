-- One row per employer and tax period in which nobody is insured at a unit known to be its group's, while people are insured
-- at a real unit that may be: to say that it does not participate would be to guess.
-- Reads: assess_payments, assess_insured_spells, assess_possible_spells.
with paying as materialized (
    select employer_id, group_id, evidence_period, min(first_month) as first_month, max(last_month) as last_month
    from assess_payments
    where group_id in (select group_id from assess_possible_spells)
    group by employer_id, group_id, evidence_period
),

-- Materialized, or DuckDB 2.0 compares the months of every payment with every spell's first.
possible as materialized (
    select paying.*, spells.unit_code, spells.record_id, spells.from_month, coalesce(spells.to_month, paying.last_month) as to_month
    from paying
    inner join assess_possible_spells as spells on spells.group_id = paying.group_id and not spells.is_pseudo_unit
),

proven as materialized (
    select paying.*, spells.from_month, coalesce(spells.to_month, paying.last_month) as to_month
    from paying
    inner join assess_insured_spells as spells on spells.group_id = paying.group_id and not spells.is_pseudo_unit
),

participating as (
    select distinct employer_id, evidence_period
    from proven
    where from_month <= last_month and to_month >= first_month
)

select
    possible.employer_id,
    possible.evidence_period,
    count(distinct possible.unit_code) as possible_units,
    count(distinct possible.record_id) as possible_members
from possible
left join participating
    on participating.employer_id = possible.employer_id and participating.evidence_period = possible.evidence_period
where possible.from_month <= possible.last_month and possible.to_month >= possible.first_month
    and participating.employer_id is null
group by possible.employer_id, possible.evidence_period
order by employer_id asc, evidence_period asc
