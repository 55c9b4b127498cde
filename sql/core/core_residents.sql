-- One row per resident of the civil register: the last delivered record of a personal id wins.
-- The spine of all person linking: record_id names a resident in the link tables without carrying the number.
-- Reads: landed_residents.  Key: personal_id.
select
    *,
    left(md5('residents|' || personal_id), 16) as record_id
from landed_residents
qualify row_number() over (
    partition by personal_id
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
