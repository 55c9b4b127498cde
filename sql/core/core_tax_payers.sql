-- One row per payer of the newest tax registry delivery: the last delivered record of a tax code wins.
-- Reads: landed_tax_payers.  Key: payer_tax_code.
select *
from landed_tax_payers
qualify row_number() over (
    partition by payer_tax_code
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
