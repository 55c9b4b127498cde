-- One row per person and employer to be told of: the uncovered (grade A or B) and those the data cannot tell about (C),
-- with the evidence and where the employer sits. Protected persons are in no list (CONTRACTS, residents).
-- Like the employer's line, they are of its newest tax period that the enrolment reaches, also where that has nobody to tell of;
-- heads without pay (annex register) are of the business register's month, which comes anew every month: it is not part of
-- their line's id.
-- priority: the probability that the lead holds, once for the worker and once more for every :reference_contribution_vnd that
-- is expected, up to five.
-- Reads: assess_workers, assess_held_periods, assess_worker_dues, assess_nearest_enrolled, assess_deadlines, assess_employers,
-- assess_employer_places, link_employers, core_residents, core_si_members.
-- Parameters: :period, :reference_contribution_vnd.
with newest as (
    select *
    from assess_workers
    anti join assess_held_periods using (evidence_period)
    qualify rank() over (partition by employer_id, annex = 'register' order by evidence_period desc) = 1
),

enrolment as (
    select max(period) as enrolment_period from core_si_members
)

select
    left(md5(case
        when newest.annex = 'register' then 'head|' || newest.person_id || '|' || newest.employer_id
        else 'worker|' || newest.person_id || '|' || newest.employer_id || '|' || newest.evidence_period
    end), 16) as line_id,
    gaps.line_id as employer_line_id,
    cast(:period as varchar) as period,
    places.province_code,
    places.commune_code,
    newest.grade,
    cast(cast(
        (1 - newest.probability_covered)
        * (1 + least(coalesce(dues.expected_vnd, 0) / cast(:reference_contribution_vnd as double), 5.0))
        as decimal(18, 3)
    ) as double) as priority,
    newest.reason_code as reason_codes,
    newest.identified_by,
    newest.near_enrolled,
    newest.probability_covered,
    newest.second_opinion,
    newest.enrolled_records,
    coalesce(nearest.candidates, 'Không có hồ sơ nào đủ gần để so sánh.') as candidates,
    newest.employer_id,
    newest.employer_id as tax_code,
    employers.employer_name,
    newest.person_id,
    coalesce(residents.full_name, newest.full_name) as full_name,
    newest.person_number as personal_id,
    newest.birth_date,
    newest.sex,
    newest.annex,
    cast(newest.income_vnd as bigint) as income_vnd,
    cast(newest.insurance_deducted_vnd as bigint) as insurance_deducted_vnd,
    newest.first_month,
    newest.last_month,
    dues.months_at_least,
    dues.months_at_most,
    dues.latest_start_month,
    dues.articles,
    deadlines.registration_due_date,
    deadlines.evasion_since_date,
    deadlines.standing,
    cast(dues.expected_vnd as bigint) as expected_vnd,
    cast(dues.expected_si_vnd as bigint) as expected_si_vnd,
    cast(dues.expected_oai_vnd as bigint) as expected_oai_vnd,
    cast(dues.expected_ui_vnd as bigint) as expected_ui_vnd,
    cast(dues.expected_hi_vnd as bigint) as expected_hi_vnd,
    newest.evidence_file,
    newest.evidence_row,
    enrolment.enrolment_period,
    newest.evidence_period
from newest
inner join link_employers as employers on employers.employer_id = newest.employer_id
cross join enrolment
left join assess_nearest_enrolled as nearest
    on nearest.person_id = newest.person_id and nearest.group_id is not distinct from newest.group_id
left join assess_worker_dues as dues
    on dues.person_id = newest.person_id and dues.employer_id = newest.employer_id
    and dues.evidence_period = newest.evidence_period
left join assess_deadlines as deadlines on deadlines.start_month = dues.latest_start_month
left join assess_employers as gaps
    on gaps.employer_id = newest.employer_id and gaps.evidence_period = newest.evidence_period
    and newest.annex is distinct from 'register'
left join assess_employer_places as places on places.employer_id = newest.employer_id
left join core_residents as residents on residents.record_id = newest.person_id
where newest.grade is not null and not newest.is_protected
order by line_id asc
