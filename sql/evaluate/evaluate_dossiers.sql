-- One row per open payment with what is true of it: is_wrong where the person is in truth covered or not obliged; a payment
-- without truth is wrong. Of several payments the evidence row says whose they are; of a head without pay how the owner of the
-- business stands, or, whom the business pays in truth, that employment.
-- What no register tells (hours, unpaid fortnights, housework) is left out: no dossier can say how probable it is.
-- Reads: assess_dossiers, assess_workers, truth_records, truth_employments, truth_employers.
select
    dossiers.person_id,
    dossiers.employer_id,
    dossiers.evidence_period,
    dossiers.situation,
    dossiers.score,
    dossiers.probability_covered,
    workers.grade,
    coalesce(employments.status, owned.owner_status, headed.status) is distinct from 'uncovered' as is_wrong
from assess_dossiers as dossiers
inner join assess_workers as workers
    on workers.person_id = dossiers.person_id and workers.employer_id = dossiers.employer_id
    and workers.evidence_period = dossiers.evidence_period
left join truth_records as records
    on records.source in ('tax_payees', 'business_entities') and records.source_file = workers.evidence_file
    and records.source_row = workers.evidence_row
left join truth_employments as employments
    on employments.person_no = records.person_no and employments.employer_no = records.employer_no
left join truth_employers as owned
    on owned.employer_no = records.employer_no and records.source = 'business_entities'
left join truth_employments as headed
    on headed.person_no = owned.owner_no and headed.employer_no = owned.employer_no and headed.annex = '05-1'
where not workers.is_protected and employments.is_undecidable is not true
order by person_id asc, employer_id asc, evidence_period asc
