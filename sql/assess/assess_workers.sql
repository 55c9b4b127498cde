-- One row per person, employer and tax period: covered, covered elsewhere, exempt, uncovered or unknown, by the decision
-- tree of DOMAIN §3.9 (compulsory SI only), with the reason and, for the uncovered, the grade.
-- Unknown is whom a doubt stands against (assess_dossiers.situation), who is covered after all with more than
-- :grade_b_at_most, or for whom the second opinion holds somebody enrolled against the first.
-- Who is paid by an employer that waits for its enrolment data (enrolment_incomplete), or in a period that reaches beyond the
-- enrolment (enrolment_older), has no grade and is in no list.
-- Grades by the probability that the person is covered after all: A at most :grade_a_at_most and tied to one resident, B at
-- most :grade_b_at_most, C cannot tell: goes to a person for review and never to outreach. Nothing here is a finding; every line
-- is a lead to verify.
-- Reads: assess_payments, assess_coverage, assess_exemptions, assess_person_facts, assess_dossiers,
-- assess_held_employers, assess_held_periods, link_employers.
-- Parameters: :grade_a_at_most, :grade_b_at_most, :contrary_opinion.
with judged as (
    select
        payments.*,
        facts.sex,
        facts.birth_date,
        facts.current_commune_code,
        facts.commune_vintage,
        facts.is_protected,
        coalesce(facts.personal_id, payments.personal_id) as person_number,
        coverage.covered_by,
        dossiers.situation,
        dossiers.near_enrolled,
        dossiers.enrolled_records,
        dossiers.second_opinion,
        dossiers.probability_covered,
        exemptions.exemption,
        case
            when facts.is_protected then 'protected_person'
            when held.employer_id is not null then 'enrolment_incomplete'
            when later.evidence_period is not null then 'enrolment_older'
            when dossiers.situation not in ('resident', 'own_number', 'no_number') then dossiers.situation
            when dossiers.situation = 'no_number' then null
            when dossiers.probability_covered > cast(:grade_b_at_most as double) then 'alike_by_score'
            when dossiers.second_opinion >= cast(:contrary_opinion as double) then 'second_opinion'
        end as unknown_reason,
        -- No doubt about the worker, but the office must find the employer first.
        case when employers.status_code = '2' then '+employer_not_at_address' else '' end as employer_note
    from assess_payments as payments
    inner join assess_person_facts as facts on facts.person_id = payments.person_id
    inner join link_employers as employers on employers.employer_id = payments.employer_id
    left join assess_held_employers as held on held.employer_id = payments.employer_id
    left join assess_held_periods as later on later.evidence_period = payments.evidence_period
    left join assess_coverage as coverage
        on coverage.person_id = payments.person_id and coverage.employer_id = payments.employer_id
        and coverage.evidence_period = payments.evidence_period
    left join assess_exemptions as exemptions
        on exemptions.person_id = payments.person_id and exemptions.employer_id = payments.employer_id
        and exemptions.evidence_period = payments.evidence_period
    left join assess_dossiers as dossiers
        on dossiers.person_id = payments.person_id and dossiers.employer_id = payments.employer_id
        and dossiers.evidence_period = payments.evidence_period
),

decided as (
    select
        *,
        case
            when covered_by in ('own_unit', 'group_unit') then 'covered'
            when covered_by = 'elsewhere' then 'covered_elsewhere'
            when exemption is not null then 'exempt'
            when unknown_reason is not null then 'unknown'
            else 'uncovered'
        end as status
    from judged
)

select
    *,
    case status
        when 'covered' then covered_by
        when 'covered_elsewhere' then 'first_contract_elsewhere'
        when 'exempt' then exemption
        when 'unknown' then unknown_reason
        when 'uncovered' then
            case
                when annex = 'register' then 'heads_not_insured'
                when coalesce(insurance_deducted_vnd, 0) > 0 then 'deducted_not_insured'
                else 'paid_not_insured'
            end || employer_note
    end as reason_code,
    case
        when status = 'uncovered' and person_source = 'residents'
            and probability_covered <= cast(:grade_a_at_most as double) then 'A'
        when status = 'uncovered' and probability_covered <= cast(:grade_b_at_most as double) then 'B'
        when status in ('uncovered', 'unknown') and coalesce(unknown_reason, '') not in ('enrolment_incomplete', 'enrolment_older')
            then 'C'
    end as grade
from decided
order by person_id asc, employer_id asc, evidence_period asc
