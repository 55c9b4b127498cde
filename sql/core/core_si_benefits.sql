-- One row per benefit spell: the last delivered record of a person, kind and first month wins.
-- A benefit that this delivery lacks is carried over from the one before; `period` tells: benefits end, they do not vanish.
-- Reads: landed_si_benefits, earlier_si_benefits.  Key: personal_id, si_number, benefit_kind, from_month.
with known as (
    select * from landed_si_benefits
    union all by name
    select earlier.*
    from earlier_si_benefits as earlier
    left join landed_si_benefits as landed
        on coalesce(landed.personal_id, landed.si_number) = coalesce(earlier.personal_id, earlier.si_number)
        and landed.benefit_kind = earlier.benefit_kind and landed.from_month = earlier.from_month
    where landed.benefit_kind is null
)

select
    *,
    left(md5(concat_ws('|', 'si_benefits', coalesce(si_number, ''), coalesce(personal_id, ''),
        coalesce(full_name, ''), coalesce(cast(birth_date as varchar), ''))), 16) as record_id
from known
qualify row_number() over (
    partition by coalesce(personal_id, si_number, row_hash), benefit_kind, from_month
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
