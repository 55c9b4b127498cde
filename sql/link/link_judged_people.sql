-- One row per record that a person judged the same as another: head_record_id names the people so made, by the record of
-- theirs that is nearest to the spine (ties: the lower id). Being the same carries over from record to record.
-- Judgements that together contradict each other (a is b, b is c, a is not c) join nobody: the log refuses to take such,
-- but a list must not rest on that.
-- Reads: link_judgements, link_person_records.
with recursive sames as (
    select left_record_id as record_id, right_record_id as other_id
    from link_judgements where verdict = 'same' and is_present
    union
    select right_record_id, left_record_id
    from link_judgements where verdict = 'same' and is_present
),

reached as (
    select record_id, other_id from sames
    union
    select reached.record_id, sames.other_id
    from reached
    inner join sames on sames.record_id = reached.other_id
),

contradicted as (
    select distinct reached.record_id
    from reached
    inner join link_judgements as judged
        on judged.left_record_id = reached.record_id and judged.right_record_id = reached.other_id
        and judged.verdict = 'different'
),

excluded as (
    select record_id from contradicted
    union
    select reached.other_id from reached inner join contradicted on contradicted.record_id = reached.record_id
),

nearest as (
    select
        reached.record_id,
        reached.other_id as head_record_id,
        heads.source_rank as head_rank
    from reached
    inner join link_person_records as heads on heads.record_id = reached.other_id
    left join excluded on excluded.record_id = reached.record_id
    where excluded.record_id is null
    qualify row_number() over (
        partition by reached.record_id order by heads.source_rank asc, reached.other_id asc
    ) = 1
)

select record_id, head_record_id, head_rank
from nearest
order by record_id asc
