-- One row per pair of records that a pass proposed, with the strictest pass that found it and the block it came from.
-- Reads: link_pairs_by_identifier, link_pairs_by_near_identifier, link_pairs_by_employer.
with proposed as (
    select * from link_pairs_by_identifier
    union all
    select * from link_pairs_by_near_identifier
    union all
    select * from link_pairs_by_employer
)

select *
from proposed
qualify row_number() over (
    partition by left_record_id, right_record_id order by is_certain desc, pass asc, block asc
) = 1
order by left_record_id asc, right_record_id asc
