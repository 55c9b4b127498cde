-- One row per pair of records that a person judged and nobody undid: same, different or unsure, by whom, when and why.
-- The left record is the nearer to the spine, as in all pairs (ties: the lower id). A pair stays judged in months that do
-- not bring its records; is_present says whether this month brings both, and only then does the judgement bind anything.
-- Reads: judgements_in_force (the serving database, put in view by the step), link_person_records.
with placed as (
    select
        judged.*,
        l.source_rank as left_rank,
        r.source_rank as right_rank,
        coalesce(l.source_rank, 9) > coalesce(r.source_rank, 9)
            or (coalesce(l.source_rank, 9) = coalesce(r.source_rank, 9) and judged.left_record_id > judged.right_record_id)
            as is_turned
    from judgements_in_force as judged
    left join link_person_records as l on l.record_id = judged.left_record_id
    left join link_person_records as r on r.record_id = judged.right_record_id
)

select
    judgement_id,
    case when is_turned then right_record_id else left_record_id end as left_record_id,
    case when is_turned then left_record_id else right_record_id end as right_record_id,
    verdict,
    judged_by,
    judged_at,
    because,
    left_rank is not null and right_rank is not null as is_present
from placed
order by judgement_id asc
