-- One row per spell that the last delivery of its unit held and the run's delivery lacks: under neither of its numbers does
-- any unit know a spell of that first month. Registers close spells and do not forget them: what is not there was lost on the
-- way, or taken back.
-- Reads: earlier_si_members (the deliveries before the run's, see etl/delivered.py), landed_si_members.
with last_delivered as (
    select unit_code, max(period) as period
    from earlier_si_members
    where coalesce(si_number, personal_id) is not null
    group by unit_code
),

expected as (
    select earlier.*, coalesce(earlier.from_month, date '0001-01-01') as known_from
    from earlier_si_members as earlier
    inner join last_delivered
        on last_delivered.unit_code is not distinct from earlier.unit_code
        and last_delivered.period = earlier.period
    where coalesce(earlier.si_number, earlier.personal_id) is not null
    qualify row_number() over (
        partition by coalesce(earlier.si_number, earlier.personal_id), earlier.unit_code, earlier.from_month
        order by earlier.source_file desc nulls last, earlier.source_row desc nulls last
    ) = 1
),

delivered as (
    select si_number as number, coalesce(from_month, date '0001-01-01') as known_from
    from landed_si_members where si_number is not null
    union
    select personal_id, coalesce(from_month, date '0001-01-01') from landed_si_members where personal_id is not null
)

select expected.* exclude (known_from)
from expected
left join delivered as by_insurance
    on by_insurance.number = expected.si_number and by_insurance.known_from = expected.known_from
left join delivered as by_person
    on by_person.number = expected.personal_id and by_person.known_from = expected.known_from
where by_insurance.number is null and by_person.number is null
order by expected.source_file asc nulls last, expected.source_row asc nulls last
