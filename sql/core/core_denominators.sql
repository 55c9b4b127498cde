-- One row per denominator as its source published it: the last delivered record wins.
-- Reads: landed_denominators.  Key: area_code, area_vintage, kind, source, as_of_date.
select *
from landed_denominators
qualify row_number() over (
    partition by area_code, area_vintage, kind, source, as_of_date
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
