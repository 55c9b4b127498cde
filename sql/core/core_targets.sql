-- One row per assigned target: the last delivered record of a document, area and scheme wins.
-- Reads: landed_targets.  Key: issuing_document, area_code, area_vintage, scheme, due_date.
select *
from landed_targets
qualify row_number() over (
    partition by issuing_document, area_code, area_vintage, scheme, due_date
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
