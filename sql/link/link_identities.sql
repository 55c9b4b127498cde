-- One row per record ever linked: the identity that stands for its person, the same from month to month.
-- A person of this month keeps the identity that most of its records had before (ties: the oldest, then the lowest id);
-- where two persons claim one identity the one with more of its records keeps it (ties: the one nearer the spine). Who gets
-- none begins a new one, named after its root record and this month. last_period is the newest month that brought the
-- record: before this one for records that are gone, which are remembered so that they come back to their identity.
-- Reads: link_persons, previous_link_identities (of the newest month before, put in view by the step).
-- Parameters: :period.
with recursive claims as (
    select
        persons.person_id,
        previous.identity_id,
        min(previous.since_period) as since_period,
        count(*) as records
    from link_persons as persons
    inner join previous_link_identities as previous on previous.record_id = persons.record_id
    group by persons.person_id, previous.identity_id
),

-- Nearly all persons and identities have one claim: the few that are contested are found without sorting all.
claimants as (
    select person_id from claims group by person_id having count(*) > 1
),

claimed as (
    select identity_id from claims group by identity_id having count(*) > 1
),

weighed as (
    select claims.*, claimants.person_id is not null or claimed.identity_id is not null as is_contested
    from claims
    left join claimants on claimants.person_id = claims.person_id
    left join claimed on claimed.identity_id = claims.identity_id
),

-- One order for all claims; place 1 is granted first.
contested as (
    select
        weighed.person_id,
        weighed.identity_id,
        weighed.since_period,
        row_number() over (
            order by weighed.records desc, weighed.since_period asc, weighed.identity_id asc, roots.source_rank asc,
                weighed.person_id asc
        ) as place
    from weighed
    inner join link_persons as roots on roots.record_id = weighed.person_id
    where weighed.is_contested
),

-- Round by round the claims that nobody involved has a better one than are granted, and the rest of those involved fall.
rounds as (
    select
        *,
        place = min(place) over (partition by person_id) and place = min(place) over (partition by identity_id)
            as is_granted
    from contested
    union all
    select
        person_id,
        identity_id,
        since_period,
        place,
        place = min(place) over (partition by person_id) and place = min(place) over (partition by identity_id)
    from (
        select
            *,
            bool_or(is_granted) over (partition by person_id) or bool_or(is_granted) over (partition by identity_id)
                as is_settled
        from rounds
    ) as standing
    where not is_settled
),

granted as (
    select person_id, identity_id, since_period
    from weighed
    where not is_contested
    union all
    select person_id, identity_id, since_period from rounds where is_granted
),

present as (
    select
        persons.record_id,
        coalesce(
            granted.identity_id, left(md5('identity|' || persons.person_id || '|' || cast(:period as varchar)), 16)
        ) as identity_id,
        coalesce(granted.since_period, cast(:period as varchar)) as since_period,
        cast(:period as varchar) as last_period,
        cast(persons.source_rank as integer) as source_rank,
        cast(persons.link_pass as integer) as link_pass,
        persons.link_block,
        cast(:period as varchar) as period
    from link_persons as persons
    left join granted on granted.person_id = persons.person_id
)

select * from present
union all
select
    previous.record_id,
    previous.identity_id,
    previous.since_period,
    previous.last_period,
    previous.source_rank,
    previous.link_pass,
    previous.link_block,
    cast(:period as varchar)
from previous_link_identities as previous
left join link_persons as persons on persons.record_id = previous.record_id
where persons.record_id is null
order by record_id asc
