-- One row per person and segment of a list sent by another body: the last delivered record wins.
-- Reads: landed_segments.  Key: personal_id, segment_code, from_date.
select *
from landed_segments
qualify row_number() over (
    partition by coalesce(personal_id, row_hash), segment_code, from_date
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
