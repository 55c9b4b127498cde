-- One row per pair of records that a pass proposed or a person judged, with the strictest pass that found it and its block.
-- A judgement stands above every pass (pass 0, block judgement): same makes the pair certain, different and unsure make it
-- not certain. Which passes had proposed the pair still stands in their own tables.
-- Reads: link_pairs_by_identifier, link_pairs_by_near_identifier, link_pairs_by_employer, link_pairs_by_score,
-- link_judgements.
with proposed as (
    select * from link_pairs_by_identifier
    union all
    select * from link_pairs_by_near_identifier
    union all
    select * from link_pairs_by_employer
    union all
    select * from link_pairs_by_score
),

judged as (
    select
        left_record_id,
        right_record_id,
        0 as pass,
        'judgement' as block,
        1 as kinds,
        verdict = 'same' as is_certain
    from link_judgements
    where is_present
),

binding as (
    select proposed.*
    from proposed
    left join judged
        on judged.left_record_id = proposed.left_record_id and judged.right_record_id = proposed.right_record_id
    where judged.left_record_id is null
    union all
    select * from judged
)

select *
from binding
qualify row_number() over (
    partition by left_record_id, right_record_id order by is_certain desc, pass asc, block asc
) = 1
order by left_record_id asc, right_record_id asc
