-- One row per record: the person it belongs to (person_id = the record nearest the spine) and the pass that says so.
-- Each record follows its best certain pair one register towards the spine, so chains end after at most two steps and
-- no circle can arise: payee → member → resident. Ties: stricter pass, nearer the spine, more kinds, lower record.
-- Records that a person judged the same move as one: they follow the best pair that any of them has (docs/decisions/0006).
-- Where a chain would join two that a person judged different, the one farther from the spine follows nobody.
-- Reads: link_person_records, link_person_pairs, link_judgements, link_judged_people.
with steps as (
    select
        coalesce(rj.head_record_id, pairs.right_record_id) as node_id,
        coalesce(lj.head_record_id, pairs.left_record_id) as parent_id,
        pairs.right_record_id as record_id,
        pairs.pass,
        pairs.block
    from link_person_pairs as pairs
    inner join link_person_records as l on l.record_id = pairs.left_record_id
    left join link_judged_people as lj on lj.record_id = pairs.left_record_id
    left join link_judged_people as rj on rj.record_id = pairs.right_record_id
    where pairs.is_certain and pairs.pass > 0
        and (rj.head_rank is null or coalesce(lj.head_rank, l.source_rank) < rj.head_rank)
    qualify row_number() over (
        partition by coalesce(rj.head_record_id, pairs.right_record_id)
        order by pairs.pass asc, l.source_rank asc, pairs.kinds desc, pairs.left_record_id asc, pairs.right_record_id asc
    ) = 1
),

-- The people whom somebody judged different, and where their chains would end.
ends as (
    select
        judged.judgement_id,
        sides.side,
        coalesce(people.head_record_id, sides.record_id) as node_id,
        coalesce(people.head_rank, records.source_rank) as node_rank,
        coalesce(grand.parent_id, steps.parent_id, people.head_record_id, sides.record_id) as root_id
    from link_judgements as judged
    inner join (
        select judgement_id, 'l' as side, left_record_id as record_id from link_judgements
        union all
        select judgement_id, 'r', right_record_id from link_judgements
    ) as sides on sides.judgement_id = judged.judgement_id
    inner join link_person_records as records on records.record_id = sides.record_id
    left join link_judged_people as people on people.record_id = sides.record_id
    left join steps on steps.node_id = coalesce(people.head_record_id, sides.record_id)
    left join steps as grand on grand.node_id = steps.parent_id
    where judged.verdict = 'different' and judged.is_present
),

held_back as (
    select distinct
        case when (l.node_rank, l.node_id) > (r.node_rank, r.node_id) then l.node_id else r.node_id end as node_id
    from ends as l
    inner join ends as r on r.judgement_id = l.judgement_id and r.root_id = l.root_id and r.side = 'r'
    where l.side = 'l'
),

parents as (
    select steps.*
    from steps
    left join held_back on held_back.node_id = steps.node_id
    where held_back.node_id is null
),

placed as (
    select
        records.record_id,
        records.source_rank,
        coalesce(people.head_record_id, records.record_id) as node_id,
        people.head_record_id
    from link_person_records as records
    left join link_judged_people as people on people.record_id = records.record_id
)

select
    placed.record_id,
    coalesce(grandparents.parent_id, parents.parent_id, placed.node_id) as person_id,
    case
        when parents.record_id = placed.record_id then parents.pass
        when placed.head_record_id <> placed.record_id or parents.record_id <> placed.record_id then 0
    end as link_pass,
    case
        when parents.record_id = placed.record_id then parents.block
        when placed.head_record_id <> placed.record_id or parents.record_id <> placed.record_id then 'judgement'
    end as link_block,
    roots.source as person_source,
    placed.source_rank
from placed
left join parents on parents.node_id = placed.node_id
left join parents as grandparents on grandparents.node_id = parents.parent_id
inner join link_person_records as roots
    on roots.record_id = coalesce(grandparents.parent_id, parents.parent_id, placed.node_id)
order by record_id asc
