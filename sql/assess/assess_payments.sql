-- One row per person, employer and period: what the employer declared to have paid the person in the tax period; or
-- (annex register) that the person heads it in the month of the business register, and no form tells of any pay.
-- A yearly form carries no months: first_month and last_month are then the whole year, an interval and no more
-- (DOMAIN §3.9, §5.1). The evidence row is the line with the highest income (ties: file, row).
-- Heads are the representatives of operating enterprises and cooperatives and the owners of operating household businesses,
-- registered before that month. Who is paid as an employee anywhere (05-1), or bears the name of whom the own business
-- pays so, stands here with that pay alone, since it goes first; who heads several, with the first registered (ties: code).
-- personal_id is the payee's own: one that stands beside many names (a clerk's, a hotline's) says nothing of this person.
-- Reads: core_tax_payees, link_persons, link_employer_codes, link_employers, link_person_identifiers,
-- link_person_records, core_business_entities.
with lines as (
    select
        persons.person_id,
        persons.person_source,
        persons.link_pass,
        persons.link_block,
        employers.employer_id,
        employers.group_id,
        payees.*,
        cast(case when length(payees.period) = 4 then payees.period || '-01-01' else payees.period || '-01' end as date)
            as first_month,
        cast(case when length(payees.period) = 4 then payees.period || '-12-01' else payees.period || '-01' end as date)
            as last_month
    from core_tax_payees as payees
    inner join link_persons as persons on persons.record_id = payees.record_id
    inner join link_employer_codes as codes on codes.code = payees.payer_root
    inner join link_employers as employers on employers.employer_id = codes.employer_id
),

evidence as (
    select *
    from lines
    qualify row_number() over (
        partition by person_id, employer_id, period
        order by annex asc, income_vnd desc nulls last, source_file asc, source_row asc
    ) = 1
),

sums as (
    select
        person_id,
        employer_id,
        period,
        count(*) as lines,
        sum(income_vnd) as income_vnd,
        sum(insurance_deducted_vnd) as insurance_deducted_vnd,
        bool_or(coalesce(is_foreigner, false)) as is_foreigner,
        bool_or(coalesce(is_nonresident, false)) as is_nonresident,
        bool_or(coalesce(authorises_finalisation, false)) as authorises_finalisation
    from lines
    group by person_id, employer_id, period
),

payees as (
    select distinct lines.employer_id, records.name_key
    from lines
    inner join link_person_records as records on records.record_id = lines.record_id
    where lines.annex = '05-1'
),

heads as (
    select
        persons.person_id,
        persons.person_source,
        persons.link_pass,
        persons.link_block,
        employers.employer_id,
        employers.group_id,
        entities.*,
        cast(entities.period || '-01' as date) as month
    from core_business_entities as entities
    inner join link_persons as persons on persons.record_id = entities.representative_record_id
    inner join link_employer_codes as codes
        on codes.code = coalesce(tax_code_root(entities.entity_code), entities.entity_code)
    inner join link_employers as employers on employers.employer_id = codes.employer_id
    inner join link_person_records as named on named.record_id = entities.representative_record_id
    anti join (select person_id from lines where annex = '05-1') as employees on employees.person_id = persons.person_id
    anti join payees on payees.employer_id = employers.employer_id and payees.name_key = named.name_key
    where entities.status_code = '7' and entities.entity_kind in ('enterprise', 'cooperative', 'household')
        and length(entities.period) = 7
        and entities.registered_date < cast(entities.period || '-01' as date)
    qualify row_number() over (
        partition by persons.person_id order by entities.registered_date asc, entities.entity_code asc
    ) = 1
)

select
    evidence.person_id,
    evidence.employer_id,
    evidence.period as evidence_period,
    evidence.group_id,
    evidence.person_source,
    evidence.link_pass,
    coalesce(evidence.link_block, 'nothing') as identified_by,
    evidence.record_id,
    evidence.annex,
    evidence.payee_name as full_name,
    own.identifier as personal_id,
    evidence.id_document_type,
    coalesce(evidence.payee_tax_code, evidence.id_document_number) is not null as has_number,
    evidence.first_month,
    evidence.last_month,
    sums.lines,
    sums.income_vnd,
    sums.insurance_deducted_vnd,
    sums.is_foreigner,
    sums.is_nonresident,
    sums.authorises_finalisation,
    evidence.source_file as evidence_file,
    evidence.source_row as evidence_row
from evidence
inner join sums
    on sums.person_id = evidence.person_id and sums.employer_id = evidence.employer_id
    and sums.period = evidence.period
left join link_person_identifiers as own
    on own.record_id = evidence.record_id and own.identifier_kind = 'personal_id' and not own.is_shared
union all
select
    heads.person_id,
    heads.employer_id,
    heads.period,
    heads.group_id,
    heads.person_source,
    heads.link_pass,
    coalesce(heads.link_block, 'nothing'),
    heads.representative_record_id,
    'register',
    heads.representative_name,
    own.identifier,
    null,
    heads.representative_id is not null,
    heads.month,
    heads.month,
    1,
    null,
    null,
    false,
    false,
    false,
    heads.source_file,
    heads.source_row
from heads
left join link_person_identifiers as own
    on own.record_id = heads.representative_record_id and own.identifier_kind = 'personal_id' and not own.is_shared
order by person_id asc, employer_id asc, evidence_period asc
