-- One row per code that an employer goes by: its employer_id (10-digit root, or the owner's number for a household
-- business), so that tax, business registration and insurance find each other whichever code they hold.
-- A code that would name two employers names the lower one, always the same (ties by code).
-- A person is no firm: a personal id, or a tax code that a payee bears, on a unit alone makes no employer; on a household
-- business it is its owner's. A code of the owner's that a household is taxed or insured under is found through the owner's
-- other numbers (DOMAIN §1.5).
-- known_by: business, tax or unit; an employer known by its units alone may be another register's under another code.
-- Reads: core_business_entities, core_tax_payers, core_tax_payees, core_si_units, link_person_identifiers.
with households as (
    -- Since 2025-07 a household business is taxed under its owner's personal id (DOMAIN §1.5); the register may still
    -- hold the old 10-digit code or the old registration number.
    select entity_code as code, coalesce(representative_id, entity_code) as employer_id, representative_id
    from core_business_entities
    where entity_kind = 'household' and entity_code is not null
),

in_use as (
    select tax_code_root(payer_tax_code) as code, 'tax' as known_by from core_tax_payers
    union
    select payer_root, 'tax' from core_tax_payees
    union
    select tax_code_root(tax_code), 'unit' from core_si_units
),

personal as (
    select distinct in_use.code, in_use.known_by, identifiers.record_id
    from in_use
    inner join link_person_identifiers as identifiers on identifiers.identifier = in_use.code
    where identifiers.identifier_kind in ('personal_id', 'tax_code') and not identifiers.is_shared
        and in_use.code not in (select code from households)
),

owned as (
    select distinct personal.code, households.employer_id
    from personal
    inner join link_person_identifiers as identifiers
        on identifiers.record_id = personal.record_id and identifiers.identifier_kind = 'personal_id'
        and not identifiers.is_shared
    inner join households on households.representative_id = identifiers.identifier
),

claimed as (
    select code, employer_id, 1 as rank_no, 'business' as known_by from households
    union all
    select tax_code_root(code), employer_id, 1, 'business' from households where is_tax_code(code)
    union all
    select employer_id, employer_id, 2, 'business' from households
    union all
    select tax_code_root(entity_code), tax_code_root(entity_code), 2, 'business'
    from core_business_entities
    where entity_kind <> 'household' and tax_code_root(entity_code) is not null
    union all
    select code, employer_id, 3, 'business' from owned
    union all
    select code, code, 4, 'tax' from in_use where known_by = 'tax'
    union all
    select code, code, 5, 'unit'
    from in_use
    where known_by = 'unit' and length(code) = 10 and code not in (select code from personal)
)

select code, employer_id, known_by
from claimed
where code is not null and employer_id is not null
qualify row_number() over (partition by code order by rank_no asc, employer_id asc) = 1
order by code asc
