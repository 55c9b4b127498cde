-- One row per insurance spell: the last delivered record of a number, unit and first month wins.
-- A spell that this delivery lacks is carried over from the one before, once; and from the last delivery that had it where its
-- unit's part of the register did not come whole. `period` tells. Who was known to be insured is not accused by a lost row.
-- Spells that carry the same numbers, name and birth date are one record of a person (record_id) in the link tables.
-- Reads: landed_si_members, earlier_si_members, core_lost_members, core_enrolment_gaps.  Key: si_number, unit_code, from_month.
with known as (
    select * from landed_si_members
    union all by name
    select lost.*
    from core_lost_members as lost
    left join core_enrolment_gaps as gaps on gaps.unit_code = lost.unit_code
    inner join (select max(period) as period from earlier_si_members) as newest
        on newest.period = lost.period or gaps.unit_code is not null
)

select
    *,
    left(md5(concat_ws('|', 'si_members', coalesce(si_number, ''), coalesce(personal_id, ''),
        coalesce(old_id_number, ''), coalesce(full_name, ''), coalesce(cast(birth_date as varchar), ''))), 16) as record_id
from known
qualify row_number() over (
    partition by coalesce(si_number, personal_id, row_hash), unit_code, from_month
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
