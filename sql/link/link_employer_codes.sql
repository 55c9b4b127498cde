-- One row per code that an employer goes by: its employer_id (10-digit root, or the owner's number for a household
-- business), so that tax, business registration and insurance find each other whichever code they hold.
-- A code that would name two employers names the lower one, always the same (ties by code).
-- Reads: core_business_entities, core_tax_payers, core_tax_payees, core_si_units.
with households as (
    -- Since 2025-07 a household business is taxed under its owner's personal id (DOMAIN §1.5); the register may still
    -- hold the old 10-digit code or the old registration number.
    select entity_code as code, coalesce(representative_id, entity_code) as employer_id
    from core_business_entities
    where entity_kind = 'household' and entity_code is not null
),

claimed as (
    select code, employer_id, 1 as rank_no from households
    union all
    select tax_code_root(code), employer_id, 1 from households where is_tax_code(code)
    union all
    select employer_id, employer_id, 2 from households
    union all
    select tax_code_root(entity_code), tax_code_root(entity_code), 2
    from core_business_entities
    where entity_kind <> 'household' and tax_code_root(entity_code) is not null
    union all
    select tax_code_root(payer_tax_code), tax_code_root(payer_tax_code), 3 from core_tax_payers
    union all
    select payer_root, payer_root, 3 from core_tax_payees
    union all
    select tax_code_root(tax_code), tax_code_root(tax_code), 4 from core_si_units
)

select code, employer_id
from claimed
where code is not null and employer_id is not null
qualify row_number() over (partition by code order by rank_no asc, employer_id asc) = 1
order by code asc
