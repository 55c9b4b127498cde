-- One row per open payment: what was searched and how probable it is that the person is covered, or not obliged, after all.
-- situation: the strongest reason to doubt (that the person may be enrolled, or the employer be another one, then that months which
-- exempt, or no whole month, may be all that was worked, or the age past retirement), else how the payee is known (identity:
-- resident, own_number, no_number). A head's namesakes are a situation of their own: they mean less than those of whom a form shows paid.
-- score: the probability that some candidate is the person or that the search missed them. probability_covered is what
-- such scores have meant in this situation where the truth was known (ref_calibration; without a line there, the score
-- itself), and never less than what the search may have missed.
-- second_opinion is the highest of the candidates that no number rules out.
-- Reads: assess_open_payments, assess_payments, assess_candidates, assess_search_loss, assess_near_enrolled,
-- assess_person_facts, assess_unproven_employers, assess_worker_months, assess_enrolled_fields, link_employers, ref_calibration.
with found as (
    select
        person_id,
        group_id,
        count(*) as candidates,
        sum(probability) filter (where not is_own) as probability,
        max(second_opinion) filter (
            where not is_own and is_judged_other is not true and number is distinct from 'other_person' and register is distinct from 'other'
        ) as second_opinion
    from assess_candidates
    where search = 'lead'
    group by person_id, group_id
),

searched as (
    select count(distinct record_id) as enrolled_records from assess_enrolled_fields
),

open_months as (
    select
        person_id,
        employer_id,
        evidence_period,
        case
            when bool_or(missing = 'months_worked') then 'months_worked'
            when bool_or(missing = 'full_month') then 'full_month'
            else 'age_unknown'
        end as situation
    from assess_worker_months
    where fund = 'SI'
    group by person_id, employer_id, evidence_period
    having bool_or(missing in ('months_worked', 'full_month', 'past_retirement')) and not bool_or(outcome = 'uncovered')
),

situated as (
    select
        open.person_id,
        open.employer_id,
        open.evidence_period,
        open.group_id,
        case
            when facts.resident_status in ('deceased', 'missing', 'emigrated') then 'resident_' || facts.resident_status
            when not open.has_number and near.doubt <> 'judged_unsure' and payments.annex is not distinct from 'register'
                then 'head_and_homonyms'
            when not open.has_number and near.doubt <> 'judged_unsure' then 'no_number_and_homonyms'
            when near.doubt is not null then near.doubt
            when facts.holds_employee_card then 'employee_health_card'
            when employers.employer_name is null then 'employer_unknown'
            when unproven.employer_id is not null then 'employer_unit_unproven'
            when open_months.situation is not null then open_months.situation
            when payments.person_source = 'residents' and payments.link_pass <= 1 then 'resident'
            when payments.personal_id is not null then 'own_number'
            else 'no_number'
        end as situation,
        payee_identity(payments.person_source, payments.personal_id) as identity,
        coalesce(near.candidates, 0) as near_enrolled,
        coalesce(found.candidates, 0) as candidates,
        coalesce(found.probability, 0) as probability_candidates,
        coalesce(found.second_opinion, 0) as second_opinion
    from assess_open_payments as open
    inner join assess_payments as payments
        on payments.person_id = open.person_id and payments.employer_id = open.employer_id
        and payments.evidence_period = open.evidence_period
    inner join assess_person_facts as facts on facts.person_id = open.person_id
    inner join link_employers as employers on employers.employer_id = open.employer_id
    left join found on found.person_id = open.person_id and found.group_id is not distinct from open.group_id
    left join assess_near_enrolled as near
        on near.person_id = open.person_id and near.employer_id = open.employer_id
        and near.evidence_period = open.evidence_period
    left join open_months
        on open_months.person_id = open.person_id and open_months.employer_id = open.employer_id
        and open_months.evidence_period = open.evidence_period
    left join assess_unproven_employers as unproven
        on unproven.employer_id = open.employer_id and unproven.evidence_period = open.evidence_period
),

scored as (
    select
        situated.*,
        searched.enrolled_records,
        loss.unseen as probability_unseen,
        round(1 - (1 - situated.probability_candidates) * (1 - loss.unseen), 6) as score
    from situated
    cross join searched
    inner join assess_search_loss as loss on loss.identity = situated.identity
)

select
    scored.*,
    greatest(coalesce(cast(steps.probability_covered as double), scored.score), scored.probability_unseen)
        as probability_covered
from scored
left join ref_calibration as steps
    on steps.situation = scored.situation and cast(steps.from_score as double) <= scored.score
qualify row_number() over (
    partition by scored.person_id, scored.employer_id, scored.evidence_period
    order by cast(steps.from_score as double) desc nulls last
) = 1
order by person_id asc, employer_id asc, evidence_period asc
