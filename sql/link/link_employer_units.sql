-- One row per unit of the insurance register: the employer it belongs to, and how that is known.
-- By tax code; a unit without a readable one by its name's distinctive words, where exactly one employer of the business
-- and tax registers bears them (DOMAIN §6.4). is_pseudo_unit: the code stands for no employer – deputies, militia, refunds,
-- receipts without an owner, unpaid managers (DOMAIN §1.7, §9).
-- Reads: core_si_units, core_business_entities, core_tax_payers, link_employer_codes.
with named as (
    select company_key(entities.entity_name) as company_key, codes.employer_id
    from core_business_entities as entities
    inner join link_employer_codes as codes
        on codes.code = coalesce(tax_code_root(entities.entity_code), entities.entity_code)
    union
    select company_key(payers.payer_name), codes.employer_id
    from core_tax_payers as payers
    inner join link_employer_codes as codes on codes.code = tax_code_root(payers.payer_tax_code)
),

unique_names as (
    select company_key, min(employer_id) as employer_id
    from named
    where company_key is not null
    group by company_key
    having count(*) = 1
)

select
    units.unit_code,
    coalesce(codes.employer_id, unique_names.employer_id) as employer_id,
    case when codes.employer_id is not null then 'tax_code' when unique_names.employer_id is not null then 'name' end
        as linked_by,
    regexp_matches(units.unit_code, '^(Q6|KQ|BH|KX|KI|KE|MA|GG|GT|GZ|NQT|KM)') as is_pseudo_unit
from core_si_units as units
left join link_employer_codes as codes on codes.code = tax_code_root(units.tax_code)
left join unique_names
    on units.tax_code is null and unique_names.company_key = company_key(units.unit_name)
order by unit_code asc
