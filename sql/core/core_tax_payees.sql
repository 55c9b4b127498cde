-- One row per payee line in force. A payer who files again replaces his whole form, so of one payer and period only
-- the highest amendment counts; a line that stands twice in it (bulk extract and form) is kept once.
-- Lines with the same numbers and name at one payer are one record of a person (record_id) in the link tables.
-- Reads: landed_tax_payees.
with newest as (
    select *
    from landed_tax_payees
    qualify rank() over (
        partition by period, payer_tax_code order by coalesce(amendment, 0) desc nulls last
    ) = 1
),

in_force as (
    select *
    from newest
    qualify row_number() over (
        partition by period, payer_tax_code, annex, payee_name, payee_tax_code, id_document_number, income_vnd
        order by source_file asc nulls last, source_row asc nulls last
    ) = 1
)

select
    *,
    tax_code_root(payer_tax_code) as payer_root,
    left(md5(concat_ws('|', 'tax_payees', tax_code_root(payer_tax_code), coalesce(payee_tax_code, ''),
        coalesce(id_document_number, ''), coalesce(payee_name, ''))), 16) as record_id
from in_force
order by source_file asc nulls last, source_row asc nulls last
