-- One row per unit and month of contribution accounts: the last delivered record wins.
-- Reads: landed_si_accounts.  Key: unit_code, period.
select *
from landed_si_accounts
qualify row_number() over (
    partition by unit_code, period
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
