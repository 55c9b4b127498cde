-- One row per way of knowing a payee (identity): what the loosest search may have missed, estimated by two independent
-- looks (capture and recapture). Of people whom numbers prove insured, blocks_missed is the share that names, birth,
-- commune and employer do not find again; of those whom these find, numbers_missed is the share that no number (or
-- judgement) ties. Controls are residents; payees of other identities are taken to be missed as often. Who is insured escapes
-- both looks about as often as the product says. unseen is that share times how many covered payees there are to one open
-- payment: the probability that an open payment's payee is insured and nobody came near.
-- Heads without pay are counted on neither side: so many of them are open that they would make the loss look smaller.
-- Reads: assess_candidates, assess_controls, assess_open_payments, assess_payments, assess_coverage, link_person_pairs,
-- link_person_records.
with looked as (
    select
        kinds.search,
        count(controls.person_id) as controls,
        count(controls.person_id) filter (where found.person_id is null) as missed
    from (values ('control'), ('control_undated')) as kinds (search)
    left join assess_controls as controls on true
    left join (select distinct search, person_id, group_id from assess_candidates where is_own) as found
        on found.search = kinds.search and found.person_id = controls.person_id
        and found.group_id is not distinct from controls.group_id
    group by kinds.search
),

ties as (
    select count(*) as pairs, count(*) filter (where pairs.pass > 1) as missed
    from link_person_pairs as pairs
    inner join link_person_records as residents on residents.record_id = pairs.left_record_id
    inner join link_person_records as members on members.record_id = pairs.right_record_id
    where pairs.is_certain and residents.source = 'residents' and members.source = 'si_members'
),

payees as (
    select
        payee_identity(payments.person_source, payments.personal_id) as identity,
        count(coverage.person_id) as covered,
        count(open_payments.person_id) as open_payments
    from assess_payments as payments
    left join assess_coverage as coverage
        on coverage.person_id = payments.person_id and coverage.employer_id = payments.employer_id
        and coverage.evidence_period = payments.evidence_period
    left join assess_open_payments as open_payments
        on open_payments.person_id = payments.person_id and open_payments.employer_id = payments.employer_id
        and open_payments.evidence_period = payments.evidence_period
    where payments.annex is distinct from 'register'
    group by identity
),

-- Where little can be counted, what made-up provinces showed stands in: as if 500 more had been looked at, of which the
-- blocks miss 1 in 1,000 and numbers 1 in 10 (2026-11-23).
estimated as (
    select
        payees.identity,
        payees.covered,
        payees.open_payments,
        looked.controls,
        (looked.missed + 0.5) / (looked.controls + 500) as blocks_missed,
        case when payees.identity = 'no_number' then 1.0 else (ties.missed + 50.0) / (ties.pairs + 500) end as numbers_missed
    from payees
    cross join ties
    inner join looked
        on looked.search = case when payees.identity = 'no_number' then 'control_undated' else 'control' end
)

select
    identity,
    covered,
    open_payments,
    controls,
    round(blocks_missed, 6) as blocks_missed,
    round(numbers_missed, 6) as numbers_missed,
    round(least(blocks_missed * numbers_missed * (covered + 1) / (open_payments + 1), 0.5), 6) as unseen
from estimated
order by identity asc
