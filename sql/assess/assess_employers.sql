-- One row per employer and tax period with workers paid: how many are covered, exempt, uncovered and not to be told, and which
-- gap that makes. Heads without pay are not counted: they have a list of their own. Tax periods that reach beyond the enrolment
-- are left out: those before them are told of.
-- participates: somebody is or was insured at a real unit of its group in those months.
-- gap: not_participating (DOMAIN §3.9 list A), incomplete (list B), NULL where no uncovered worker was found; line_id is that
-- of its line in the list of the gap.
-- Reads: assess_workers, assess_held_periods, assess_insured_spells.
with counted as (
    select
        employer_id,
        group_id,
        evidence_period,
        min(first_month) as first_month,
        max(last_month) as last_month,
        count(*) as workers_paid,
        count(*) filter (where status = 'uncovered' and grade in ('A', 'B')) as workers_uncovered,
        count(*) filter (where status = 'uncovered' and grade = 'A') as workers_uncovered_a,
        count(*) filter (where status in ('covered', 'covered_elsewhere')) as workers_insured,
        count(*) filter (where status = 'exempt') as workers_exempt,
        count(*) filter (where status = 'unknown' or grade = 'C') as workers_unknown,
        sum(income_vnd) filter (where status = 'uncovered' and grade in ('A', 'B')) as income_uncovered_vnd,
        bool_or(reason_code = 'deducted_not_insured' and grade in ('A', 'B')) as has_deducted_not_insured
    from assess_workers
    anti join assess_held_periods using (evidence_period)
    where annex is distinct from 'register'
    group by employer_id, group_id, evidence_period
),

participating as (
    select counted.employer_id, counted.evidence_period, count(distinct spells.record_id) as members
    from counted
    inner join assess_insured_spells as spells
        on spells.group_id = counted.group_id and spells.has_si and not spells.is_pseudo_unit
        and spells.from_month <= counted.last_month
        and coalesce(spells.to_month, counted.last_month) >= counted.first_month
    group by counted.employer_id, counted.evidence_period
),

judged as (
    select
        counted.*,
        coalesce(participating.members, 0) as members,
        participating.employer_id is not null as participates,
        case
            when counted.workers_uncovered = 0 then null
            when participating.employer_id is null then 'not_participating'
            else 'incomplete'
        end as gap
    from counted
    left join participating
        on participating.employer_id = counted.employer_id and participating.evidence_period = counted.evidence_period
)

select
    *,
    case when gap is not null then
        left(md5('out_employers_' || gap || '|' || employer_id || '|' || evidence_period), 16)
    end as line_id
from judged
order by employer_id asc, evidence_period asc
