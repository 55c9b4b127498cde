-- One row per identity that is new, gone, returned, split or merged this month, or from which records moved to another,
-- with the cause. An identity is never renamed: it keeps its records, loses some, or ends in another.
-- change: new (no record was known), returned (was gone before), gone (no record came), split (to_identity_id began with
-- records of from_identity_id), merged (from_identity_id ended, most of its records are in to_identity_id), moved (records
-- went from one that lives on, or ended elsewhere, to another). records counts those concerned.
-- cause: record_added, record_left, judgement (its number in judgement_id), judgement_undone, pass (the pass and block
-- that now tie the records where they are), pass_lost (the pass and block that tied them before and no longer does).
-- Reads: link_identities, previous_link_identities (of the newest month before, put in view by the step), link_judgements.
-- Parameters: :period.
with known as materialized (
    -- link_identities remembers every record, so one join tells of each where it is, where it was, and whether it is gone.
    select
        present.record_id,
        present.identity_id,
        present.since_period,
        present.last_period = present.period as is_present,
        present.source_rank,
        present.link_pass,
        present.link_block,
        previous.identity_id as from_identity_id,
        previous.since_period as since_from,
        coalesce(previous.last_period = previous.period, false) as was_present,
        previous.link_pass as old_pass,
        previous.link_block as old_block
    from link_identities as present
    left join previous_link_identities as previous on previous.record_id = present.record_id
),

present as (
    select * from known where is_present
),

before as (
    select
        from_identity_id as identity_id,
        count(*) filter (where was_present) as records,
        -- The nearest to the spine of the records that are gone since: without it, what hung on it falls apart.
        min(case when was_present and not is_present then source_rank end) as left_rank
    from known
    where from_identity_id is not null
    group by from_identity_id
),

after as (
    select
        identity_id,
        min(since_period) as since_period,
        count(*) as records,
        count(*) filter (where from_identity_id is not null) as known_records
    from present
    group by identity_id
),

moves as (
    select
        moved.from_identity_id,
        moved.identity_id as to_identity_id,
        arrived.since_period = cast(:period as varchar) as is_begun,
        coalesce(left_behind.records, 0) > 0 and stayed.identity_id is null as is_ended,
        moved.records,
        moved.since_from,
        arrived.since_period as since_to
    from (
        select from_identity_id, identity_id, min(since_from) as since_from, count(*) as records
        from present
        where from_identity_id <> identity_id
        group by from_identity_id, identity_id
    ) as moved
    inner join after as arrived on arrived.identity_id = moved.identity_id
    left join before as left_behind on left_behind.identity_id = moved.from_identity_id
    left join after as stayed on stayed.identity_id = moved.from_identity_id
),

named as (
    select
        *,
        case
            when is_begun and row_number() over (
                partition by to_identity_id order by records desc, since_from asc, from_identity_id asc
            ) = 1 then 'split'
            when is_ended and row_number() over (
                partition by from_identity_id order by records desc, since_to asc, to_identity_id asc
            ) = 1 then 'merged'
            else 'moved'
        end as change
    from moves
),

-- Of the records that moved together, the one nearest the spine: the others followed it.
leading as (
    select from_identity_id, identity_id as to_identity_id, source_rank, link_pass, link_block, old_pass, old_block
    from present
    where from_identity_id <> identity_id
    qualify row_number() over (
        partition by from_identity_id, identity_id order by source_rank asc, record_id asc
    ) = 1
),

-- Where that one is the root, the records that it met, or left behind, say by which link.
met as (
    select named.from_identity_id, named.to_identity_id, present.link_pass, present.link_block
    from named
    inner join present
        on present.identity_id = named.to_identity_id
        and present.from_identity_id is distinct from named.from_identity_id and present.link_pass is not null
    where not named.is_begun
    qualify row_number() over (
        partition by named.from_identity_id, named.to_identity_id
        order by present.source_rank asc, present.record_id asc
    ) = 1
),

lost as (
    select
        named.from_identity_id,
        named.to_identity_id,
        present.source_rank,
        present.old_pass,
        present.old_block
    from named
    inner join present
        on present.from_identity_id = named.from_identity_id and present.identity_id <> named.to_identity_id
        and present.old_pass is not null
    qualify row_number() over (
        partition by named.from_identity_id, named.to_identity_id
        order by present.source_rank asc, present.record_id asc
    ) = 1
),

judged_sides as (
    select judgement_id, verdict, left_record_id as record_id, right_record_id as other_id
    from link_judgements where is_present
    union all
    select judgement_id, verdict, right_record_id, left_record_id from link_judgements where is_present
),

-- A judgement moved records if it ties one of them to who was elsewhere, or parts it from who was with it.
judged as (
    select one.from_identity_id, one.identity_id as to_identity_id, min(sides.judgement_id) as judgement_id
    from judged_sides as sides
    inner join present as one on one.record_id = sides.record_id and one.from_identity_id <> one.identity_id
    inner join present as other on other.record_id = sides.other_id
    where (
            sides.verdict = 'same' and other.identity_id = one.identity_id
            and other.from_identity_id is distinct from one.from_identity_id
        )
        or (
            sides.verdict <> 'same' and other.from_identity_id = one.from_identity_id
            and other.identity_id <> one.identity_id
        )
    group by one.from_identity_id, one.identity_id
),

explained as (
    select
        named.change,
        named.from_identity_id,
        named.to_identity_id,
        named.records,
        case
            when judged.judgement_id is not null then 'judgement'
            when leading.link_pass is not null
                then case when leading.link_pass = 0 then 'judgement' else 'pass' end
            when met.link_pass is not null then case when met.link_pass = 0 then 'judgement' else 'pass' end
            when before.left_rank < coalesce(
                case when leading.old_pass is not null then leading.source_rank end, lost.source_rank, 9
            ) then 'record_left'
            when coalesce(leading.old_pass, lost.old_pass) = 0 then 'judgement_undone'
            else 'pass_lost'
        end as cause,
        leading.link_pass as leading_pass,
        leading.link_block as leading_block,
        met.link_pass as met_pass,
        met.link_block as met_block,
        case when leading.old_pass is not null then leading.old_pass else lost.old_pass end as lost_pass,
        case when leading.old_pass is not null then leading.old_block else lost.old_block end as lost_block,
        judged.judgement_id
    from named
    inner join leading
        on leading.from_identity_id = named.from_identity_id and leading.to_identity_id = named.to_identity_id
    left join met on met.from_identity_id = named.from_identity_id and met.to_identity_id = named.to_identity_id
    left join lost on lost.from_identity_id = named.from_identity_id and lost.to_identity_id = named.to_identity_id
    left join judged
        on judged.from_identity_id = named.from_identity_id and judged.to_identity_id = named.to_identity_id
    left join before on before.identity_id = named.from_identity_id
),

changes as (
    select
        change,
        from_identity_id,
        to_identity_id,
        records,
        cause,
        case cause when 'pass' then coalesce(leading_pass, met_pass) when 'pass_lost' then lost_pass end as link_pass,
        case cause
            when 'pass' then case when leading_pass is not null then leading_block else met_block end
            when 'pass_lost' then lost_block
        end as link_block,
        judgement_id
    from explained
    union all
    select 'new', null, identity_id, records, 'record_added', null, null, null
    from after
    where since_period = cast(:period as varchar) and known_records = 0
    union all
    select 'returned', null, after.identity_id, after.records, 'record_added', null, null, null
    from after
    inner join before on before.identity_id = after.identity_id
    where before.records = 0
    union all
    select 'gone', before.identity_id, null, before.records, 'record_left', null, null, null
    from before
    left join after on after.identity_id = before.identity_id
    left join (select distinct from_identity_id from moves) as moved on moved.from_identity_id = before.identity_id
    where before.records > 0 and after.identity_id is null and moved.from_identity_id is null
)

select *, cast(:period as varchar) as period
from changes
order by change asc, from_identity_id asc nulls first, to_identity_id asc nulls first
