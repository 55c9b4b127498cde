-- Pass 1: one row per pair of records that share an identifier, and the kinds that they share.
-- Left is a resident or a member, right any record further from the spine. is_certain: the names agree, the birth
-- years do not contradict, and a number is not shared with others; the other pairs stay as doubts, for a shared number is never nothing.
-- A pair that a person judged different or unsure is not certain, so that the later passes go on searching.
-- Reads: link_person_identifiers, link_person_records, link_judgements.
with shared as (
    select
        l.record_id as left_record_id,
        r.record_id as right_record_id,
        count(distinct l.identifier_kind) as kinds,
        min(l.identifier_kind) as block,
        bool_and(l.is_shared) as only_shared
    from link_person_identifiers as l
    inner join link_person_records as lr on lr.record_id = l.record_id and lr.source_rank <= 2
    inner join link_person_identifiers as r
        on r.identifier_kind = l.identifier_kind and r.identifier = l.identifier and r.record_id <> l.record_id
    inner join link_person_records as rr on rr.record_id = r.record_id and rr.source_rank > lr.source_rank
    group by l.record_id, r.record_id
)

select
    shared.left_record_id,
    shared.right_record_id,
    1 as pass,
    shared.block,
    shared.kinds,
    not shared.only_shared
        and coalesce(names_agree(l.name_key, r.name_key), false)
        and not coalesce(abs(l.birth_year - r.birth_year) > 1, false)
        and coalesce(judged.verdict = 'same', true) as is_certain
from shared
inner join link_person_records as l on l.record_id = shared.left_record_id
inner join link_person_records as r on r.record_id = shared.right_record_id
left join link_judgements as judged
    on judged.left_record_id = shared.left_record_id and judged.right_record_id = shared.right_record_id
order by shared.left_record_id asc, shared.right_record_id asc
