-- One row per unit whose tax code ties it to no employer of the business or tax register, with what it can be found by.
-- why: missing, unreadable (something is written), unknown (a whole code that no other register has), person (a person's
-- number, which is no firm's). Units that stand for no employer at all stay out; those of owners and unpaid managers (Q6,
-- KQ) are a firm's and are looked for (DOMAIN §1.7). Where the address places a unit nowhere, the province is its
-- insurance office's, whose code begins with the former province's (DOMAIN §1.1).
-- Reads: core_si_units, link_employer_codes, core_addresses, ref_provinces.
with unplaced as (
    select
        units.*,
        coalesce(units.tax_code, units.written_tax_code) as code,
        case
            when codes.known_by is not null then 'unknown'
            when units.tax_code is not null then 'person'
            when units.written_tax_code is not null then 'unreadable'
            else 'missing'
        end as why
    from core_si_units as units
    left join link_employer_codes as codes
        on codes.code = coalesce(tax_code_root(units.tax_code), units.written_tax_code)
    where coalesce(codes.known_by, 'unit') = 'unit'
        and not regexp_matches(units.unit_code, '^(BH|KX|KI|KE|MA|GG|GT|GZ|NQT|KM)')
),

offices as (
    select province_code, new_province_code
    from ref_provinces
    where province_vintage = '2025-06-30'
)

select
    unplaced.unit_code,
    unplaced.why,
    regexp_replace(unplaced.code, '-[0-9]{3}$', '') as code,
    unplaced.unit_name,
    company_key(unplaced.unit_name) as company_key,
    nullif(nullif(nullif(legal_form(unplaced.unit_name), 'CN'), 'VPDD'), 'DDKD') as legal_form,
    phone_number(nullif(regexp_extract(unplaced.address, '(?:[+]84|0)[0-9][0-9 .]{7,12}'), '')) as phone,
    street_line(unplaced.address) as street_line,
    addresses.new_commune_candidates as communes,
    coalesce(addresses.province_code, offices.new_province_code) as province_code
from unplaced
left join core_addresses as addresses
    on addresses.address is not distinct from unplaced.address
    and addresses.given_commune_code is not distinct from unplaced.commune_code
    and addresses.given_commune_vintage is not distinct from cast(unplaced.commune_vintage as date)
left join offices on offices.province_code = substr(lpad(unplaced.si_office_code, 5, '0'), 2, 2)
order by unit_code asc
