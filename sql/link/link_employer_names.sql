-- One row per entry of the business or tax register under which an employer is known, with what a unit without a sure code
-- is compared with. Branches are entries of their head office, so a branch's own name leads to it.
-- is_owners_name: some entry of the employer bears its owner's name: people share names, so such a name tells less.
-- Reads: core_business_entities, core_tax_payers, link_employer_codes, core_addresses.
with entries as (
    select
        'business' as register, coalesce(tax_code_root(entity_code), entity_code) as code, entity_code as entry_code,
        entity_name as employer_name, entity_kind, address, commune_code, cast(commune_vintage as date) as commune_vintage,
        phone, representative_name, representative_id
    from core_business_entities
    union all
    select
        'tax', tax_code_root(payer_tax_code), payer_tax_code, payer_name, null, address, commune_code,
        cast(commune_vintage as date), phone, representative_name, representative_id
    from core_tax_payers
),

keyed as (
    select
        codes.employer_id,
        entries.*,
        company_key(entries.employer_name) as company_key,
        legal_form(entries.employer_name) as legal_form,
        name_key(entries.representative_name) as representative_key
    from entries
    inner join link_employer_codes as codes on codes.code = entries.code
)

select
    keyed.employer_id,
    keyed.register,
    keyed.entry_code,
    keyed.employer_name,
    keyed.company_key,
    case when keyed.entity_kind = 'household' then 'HKD' else keyed.legal_form end as legal_form,
    coalesce(bool_or(name_key(keyed.company_key) = keyed.representative_key) over (partition by keyed.employer_id), false)
        as is_owners_name,
    keyed.representative_key,
    keyed.representative_id,
    keyed.phone,
    street_line(keyed.address) as street_line,
    addresses.new_commune_candidates as communes,
    addresses.province_code
from keyed
left join core_addresses as addresses
    on addresses.address is not distinct from keyed.address
    and addresses.given_commune_code is not distinct from keyed.commune_code
    and addresses.given_commune_vintage is not distinct from keyed.commune_vintage
order by employer_id asc, register asc, entry_code asc nulls last
