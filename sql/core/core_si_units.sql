-- One row per unit of the insurance register: the last delivered record of a unit code wins.
-- Reads: landed_si_units.  Key: unit_code.
select *
from landed_si_units
qualify row_number() over (
    partition by unit_code
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
