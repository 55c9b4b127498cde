-- One row per person, employer and tax period: covered, covered elsewhere, exempt, uncovered or unknown, by the decision
-- tree of DOMAIN §3.9 (compulsory SI only), with the reason and, for the uncovered, the grade.
-- Grades: A proven (the person is tied to one resident by a number or a person's judgement, nobody enrolled could be them), B probable (a personal
-- id of their own that no register here knows, nobody enrolled could be them), C cannot tell: goes to a person for review and never to outreach.  Nothing here is a finding; every line is a lead to verify.
-- Reads: assess_payments, assess_coverage, assess_person_facts, assess_near_enrolled, assess_unproven_employers, link_employers.
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
        near.doubt,
        near.candidates,
        case
            when employers.status_code in ('3', '5', '6') then 'employer_not_operating'
            when facts.is_pensioner or facts.holds_pensioner_card then 'pensioner'
            when facts.is_beneficiary then 'beneficiary'
            when facts.is_armed_forces then 'armed_forces'
            when payments.is_foreigner or payments.is_nonresident then 'foreigner'
            when facts.is_past_retirement then 'past_retirement_age'
            when facts.is_under_15 then 'under_age'
            when payments.annex = '05-2' then 'short_or_service_contract'
        end as exemption,
        case
            when facts.is_protected then 'protected_person'
            when facts.resident_status in ('deceased', 'missing', 'emigrated') then 'resident_' || facts.resident_status
            when not payments.has_number and near.doubt <> 'judged_unsure' then 'no_number_and_homonyms'
            when near.doubt is not null then near.doubt
            when facts.holds_employee_card then 'employee_health_card'
            when unproven.employer_id is not null then 'employer_unit_unproven'
        end as unknown_reason,
        -- No doubt about the worker, but the office must find the employer first.
        case when employers.status_code = '2' then '+employer_not_at_address' else '' end as employer_note
    from assess_payments as payments
    inner join assess_person_facts as facts on facts.person_id = payments.person_id
    inner join link_employers as employers on employers.employer_id = payments.employer_id
    left join assess_coverage as coverage
        on coverage.person_id = payments.person_id and coverage.employer_id = payments.employer_id
        and coverage.evidence_period = payments.evidence_period
    left join assess_near_enrolled as near
        on near.person_id = payments.person_id and near.employer_id = payments.employer_id
        and near.evidence_period = payments.evidence_period
    left join assess_unproven_employers as unproven
        on unproven.employer_id = payments.employer_id and unproven.evidence_period = payments.evidence_period
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
            case when coalesce(insurance_deducted_vnd, 0) > 0 then 'deducted_not_insured' else 'paid_not_insured' end
            || employer_note
    end as reason_code,
    case
        when status = 'uncovered' and person_source = 'residents' and link_pass <= 1 then 'A'
        when status = 'uncovered' and personal_id is not null then 'B'
        when status in ('uncovered', 'unknown') then 'C'
    end as grade
from decided
order by person_id asc, employer_id asc, evidence_period asc
