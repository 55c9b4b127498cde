-- One row per employer, with what each register knows of it.
-- A unit group that shares a root (head office and branches) is one employer; who is insured at any of its units is
-- covered. group_id joins an employer with its successor, whose units count too (link_employer_groups).
-- Reads: link_employer_codes, link_employer_units, link_employer_groups, core_business_entities, core_tax_payers,
-- core_tax_payees, core_si_units.
with registered as (
    select
        codes.employer_id,
        entities.entity_kind,
        entities.entity_name,
        entities.status_code,
        entities.address,
        entities.commune_code,
        entities.commune_vintage,
        entities.phone,
        entities.email,
        entities.representative_name
    from core_business_entities as entities
    inner join link_employer_codes as codes
        on codes.code = coalesce(tax_code_root(entities.entity_code), entities.entity_code)
    qualify row_number() over (
        partition by codes.employer_id
        order by case when entities.parent_code is null then 0 else 1 end asc, entities.entity_code asc nulls last
    ) = 1
),

taxed as (
    select
        codes.employer_id,
        payers.payer_name,
        payers.address,
        payers.commune_code,
        payers.commune_vintage,
        payers.phone,
        payers.email
    from core_tax_payers as payers
    inner join link_employer_codes as codes on codes.code = tax_code_root(payers.payer_tax_code)
    qualify row_number() over (
        partition by codes.employer_id
        order by length(payers.payer_tax_code) asc nulls last, payers.payer_tax_code asc nulls last
    ) = 1
),

insured as (
    select links.employer_id, count(*) as units, min(units.unit_name) as unit_name
    from core_si_units as units
    inner join link_employer_units as links on links.unit_code = units.unit_code
    where links.employer_id is not null
    group by links.employer_id
),

paying as (
    select distinct codes.employer_id
    from core_tax_payees as payees
    inner join link_employer_codes as codes on codes.code = payees.payer_root
),

known as (
    select distinct employer_id from link_employer_codes
),

joined as (
    select
        known.employer_id,
        coalesce(registered.entity_kind, case when length(known.employer_id) = 12 then 'household' end) as entity_kind,
        coalesce(registered.entity_name, taxed.payer_name, insured.unit_name) as employer_name,
        registered.status_code,
        coalesce(registered.address, taxed.address) as address,
        case when registered.commune_code is null then taxed.commune_code else registered.commune_code end
            as commune_code,
        case when registered.commune_code is null then taxed.commune_vintage else registered.commune_vintage end
            as commune_vintage,
        coalesce(registered.phone, taxed.phone) as phone,
        coalesce(registered.email, taxed.email) as email,
        registered.representative_name,
        registered.employer_id is not null as is_registered,
        taxed.employer_id is not null as is_taxed,
        coalesce(insured.units, 0) as si_units,
        paying.employer_id is not null as pays_workers,
        groups.successor_id,
        coalesce(groups.group_id, known.employer_id) as group_id
    from known
    left join registered on registered.employer_id = known.employer_id
    left join taxed on taxed.employer_id = known.employer_id
    left join insured on insured.employer_id = known.employer_id
    left join paying on paying.employer_id = known.employer_id
    left join link_employer_groups as groups on groups.employer_id = known.employer_id
)

select *
from joined
order by employer_id asc
