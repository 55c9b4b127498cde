-- One row per record: the person it belongs to (person_id = the record nearest the spine) and the pass that says so.
-- Each record follows its best certain pair one register towards the spine, so chains end after at most two steps and
-- no circle can arise: payee → member → resident. Ties: stricter pass, nearer the spine, more kinds, lower record.
-- Reads: link_person_records, link_person_pairs.
with parents as (
    select pairs.right_record_id as record_id, pairs.left_record_id as parent_id, pairs.pass, pairs.block
    from link_person_pairs as pairs
    inner join link_person_records as l on l.record_id = pairs.left_record_id
    where pairs.is_certain
    qualify row_number() over (
        partition by pairs.right_record_id
        order by pairs.pass asc, l.source_rank asc, pairs.kinds desc, pairs.left_record_id asc
    ) = 1
)

select
    records.record_id,
    coalesce(grandparents.parent_id, parents.parent_id, records.record_id) as person_id,
    parents.pass as link_pass,
    parents.block as link_block,
    roots.source as person_source
from link_person_records as records
left join parents on parents.record_id = records.record_id
left join parents as grandparents on grandparents.record_id = parents.parent_id
inner join link_person_records as roots
    on roots.record_id = coalesce(grandparents.parent_id, parents.parent_id, records.record_id)
order by record_id asc
