-- One row per period of evidence that reaches beyond the month of the newest enrolment: what it tells of waits for younger
-- enrolment, in every area (assess_held_employers holds by area). A yearly form reaches to its December.
-- Reads: assess_payments, core_si_members.
select distinct payments.evidence_period, enrolment.enrolment_period
from assess_payments as payments
cross join (select max(period) as enrolment_period from core_si_members) as enrolment
where payments.last_month > cast(enrolment.enrolment_period || '-01' as date)
order by payments.evidence_period asc
