-- One row per enterprise, branch, office, cooperative or household business: the last delivered record wins.
-- Reads: landed_business_entities.  Key: entity_code.
select *
from landed_business_entities
qualify row_number() over (
    partition by entity_code
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
