-- Pass 2: one row per pair of records with the same folded name and an identifier one typing error apart.
-- Only records that pass 1 linked to no resident look further. Blocks: the name with the number's first or last half,
-- one of which a single error leaves whole. A pair that a person judged different or unsure is not certain.
-- Reads: link_person_identifiers, link_person_records, link_pairs_by_identifier, link_judgements.
with settled as (
    select distinct pairs.right_record_id as record_id
    from link_pairs_by_identifier as pairs
    inner join link_person_records as spine on spine.record_id = pairs.left_record_id and spine.source_rank = 1
    where pairs.is_certain
),

numbered as (
    select
        records.record_id,
        records.source_rank,
        records.name_key,
        records.birth_year,
        identifiers.identifier_kind,
        identifiers.identifier,
        left(identifiers.identifier, length(identifiers.identifier) // 2) as first_half,
        right(identifiers.identifier, length(identifiers.identifier) // 2) as last_half,
        settled.record_id is not null as is_settled
    from link_person_identifiers as identifiers
    inner join link_person_records as records on records.record_id = identifiers.record_id
    left join settled on settled.record_id = identifiers.record_id
    where records.name_key is not null and not identifiers.is_shared
),

searching as (
    select * from numbered where source_rank > 1 and not is_settled
),

proposed as (
    select l.*, s.record_id as right_record_id, s.identifier as right_identifier, s.birth_year as right_birth_year
    from searching as s
    inner join numbered as l
        on l.name_key = s.name_key and l.identifier_kind = s.identifier_kind and l.first_half = s.first_half
        and l.source_rank <= 2 and l.source_rank < s.source_rank
    union all
    select l.*, s.record_id, s.identifier, s.birth_year
    from searching as s
    inner join numbered as l
        on l.name_key = s.name_key and l.identifier_kind = s.identifier_kind and l.last_half = s.last_half
        and l.source_rank <= 2 and l.source_rank < s.source_rank
)

select
    proposed.record_id as left_record_id,
    proposed.right_record_id,
    2 as pass,
    min(proposed.identifier_kind) as block,
    count(distinct proposed.identifier_kind) as kinds,
    bool_and(
        not coalesce(abs(proposed.birth_year - proposed.right_birth_year) > 10, false)
        and coalesce(judged.verdict = 'same', true)
    ) as is_certain
from proposed
left join link_judgements as judged
    on judged.left_record_id = proposed.record_id and judged.right_record_id = proposed.right_record_id
where numbers_are_near(proposed.identifier, proposed.right_identifier)
group by proposed.record_id, proposed.right_record_id
order by proposed.record_id asc, proposed.right_record_id asc
