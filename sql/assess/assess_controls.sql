-- One row per person and group of employers drawn as a control, at most :controls: a number proves that the person is insured there.
-- Controls go through the loosest search as if nobody knew their numbers; how many of them it misses is how many leads it
-- may have missed. Drawn by a hash, so that the same tables give the same controls.
-- Reads: assess_payments, assess_coverage, link_persons.
-- Parameters: :controls.
with proven as (
    select payments.person_id, payments.group_id, min(payments.record_id) as record_id
    from assess_payments as payments
    inner join assess_coverage as coverage
        on coverage.person_id = payments.person_id and coverage.employer_id = payments.employer_id
        and coverage.evidence_period = payments.evidence_period
    where payments.link_pass = 1 and coverage.covered_by = 'own_unit'
        and payments.person_id in (select person_id from link_persons where link_pass = 1 and source_rank = 2)
    group by payments.person_id, payments.group_id
)

select *
from proven
qualify row_number() over (order by md5(person_id || '|' || group_id), person_id, group_id) <= cast(:controls as integer)
order by person_id asc, group_id asc
