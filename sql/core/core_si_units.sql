-- One row per unit of the insurance register: the last delivered record of a unit code wins.
-- tax_code is a whole one or NULL, the unit code itself where that is one (DOMAIN §1.7); what else was written there (a code
-- with a slip in it, a household's old registration number) stands in written_tax_code, for linking to look at.
-- A unit that this delivery lacks is carried over like the spells of core_si_members; `period` tells.
-- Reads: landed_si_units, earlier_si_units, core_enrolment_gaps.  Key: unit_code.
with known as (
    select * from landed_si_units
    union all by name
    select earlier.*
    from earlier_si_units as earlier
    left join core_enrolment_gaps as gaps on gaps.unit_code = earlier.unit_code
    inner join (select max(period) as period from earlier_si_units) as last_delivery
        on last_delivery.period = earlier.period or gaps.unit_code is not null
),

newest as (
    select *, tax_code_root(tax_code) is not null and (length(tax_code) = 12 or is_tax_code(tax_code)) as is_whole
    from known
    qualify row_number() over (
        partition by unit_code
        order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
    ) = 1
)

select
    unit_code,
    case when is_whole then tax_code when tax_code_root(unit_code) is not null then unit_code end as tax_code,
    unit_name,
    address,
    commune_code,
    commune_vintage,
    si_office_code,
    unit_type_code,
    status,
    first_month,
    last_month,
    uses_e_transactions,
    case when not is_whole then tax_code end as written_tax_code,
    delivery_id,
    source_file,
    source_row,
    row_hash,
    period,
    repairs,
    unreadable
from newest
order by source_file asc nulls last, source_row asc nulls last
