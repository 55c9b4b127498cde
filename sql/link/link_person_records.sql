-- One row per record of a person in any register, with the fields that linking compares.
-- source_rank orders the registers from spine to leaf: residents, members, beneficiaries, card holders, payees,
-- representatives and owners of businesses.
-- The tax form has no birth date: its birth year is the one inside a 12-digit id, where there is one (DOMAIN §1.2).
-- Reads: core_residents, core_si_members, core_si_benefits, core_hi_cards, core_tax_payees, core_business_entities.
with mentioned as (
    select
        record_id, 'residents' as source, 1 as source_rank, full_name, sex,
        birth_date, coalesce(birth_precision, 'day') as birth_precision,
        personal_id, previous_personal_id, old_id_number,
        cast(null as varchar) as si_number, cast(null as varchar) as tax_code
    from core_residents
    union all
    select
        record_id, 'si_members', 2, full_name, sex, birth_date, coalesce(birth_precision, 'day'),
        personal_id, null, old_id_number, si_number, null
    from core_si_members
    union all
    select
        record_id, 'si_benefits', 3, full_name, null, birth_date, coalesce(birth_precision, 'day'),
        personal_id, null, null, si_number, null
    from core_si_benefits
    union all
    select
        record_id, 'hi_cards', 4, full_name, sex, birth_date, coalesce(birth_precision, 'day'),
        personal_id, null, null, coalesce(si_number, hi_card_insurance_number(card_number)), null
    from core_hi_cards
    union all
    select
        record_id, 'tax_payees', 5, payee_name, null, null, null,
        case
            when length(payee_tax_code) = 12 then payee_tax_code
            when length(id_document_number) = 12 then id_document_number
        end,
        null,
        case when length(id_document_number) = 9 then id_document_number end,
        null,
        case when length(payee_tax_code) = 10 then payee_tax_code end
    from core_tax_payees
    union all
    select
        representative_record_id, 'business_entities', 6, representative_name, null,
        owner_birth_date, coalesce(owner_birth_precision, 'day'),
        representative_id, null, null, null, null
    from core_business_entities
    where representative_record_id is not null
),

one_each as (
    select *
    from mentioned
    qualify row_number() over (
        partition by record_id
        order by full_name asc nulls last, birth_date asc nulls last, sex asc nulls last, personal_id asc nulls last,
            old_id_number asc nulls last, si_number asc nulls last, birth_precision asc nulls last,
            previous_personal_id asc nulls last, tax_code asc nulls last
    ) = 1
)

select
    *,
    name_key(full_name) as name_key,
    case when birth_date is not null then cast(extract(year from birth_date) as integer)
        else cast(personal_id_birth_year(personal_id) as integer) end as birth_year
from one_each
order by record_id asc
