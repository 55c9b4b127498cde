-- One row per outcome that an office sent back. Each is an event: nothing is merged, nothing superseded.
-- Reads: landed_outcomes.
select *
from landed_outcomes
order by source_file asc nulls last, source_row asc nulls last
