-- One row per payment that obliges nobody to insure the payee: the first rule that holds, in the order of DOMAIN §3.9
-- (compulsory SI only).
-- Reads: assess_payments, assess_person_facts, link_employers.
with judged as (
    select
        payments.person_id,
        payments.employer_id,
        payments.evidence_period,
        case
            when employers.status_code in ('3', '5', '6') then 'employer_not_operating'
            when facts.is_pensioner or facts.holds_pensioner_card then 'pensioner'
            when facts.is_beneficiary then 'beneficiary'
            when facts.is_armed_forces then 'armed_forces'
            when payments.is_foreigner or payments.is_nonresident then 'foreigner'
            when facts.is_past_retirement then 'past_retirement_age'
            when facts.is_under_15 then 'under_age'
            when payments.annex = '05-2' then 'short_or_service_contract'
        end as exemption
    from assess_payments as payments
    inner join assess_person_facts as facts on facts.person_id = payments.person_id
    inner join link_employers as employers on employers.employer_id = payments.employer_id
)

select *
from judged
where exemption is not null
order by person_id asc, employer_id asc, evidence_period asc
