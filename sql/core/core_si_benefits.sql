-- One row per benefit spell: the last delivered record of a person, kind and first month wins.
-- Reads: landed_si_benefits.  Key: personal_id, si_number, benefit_kind, from_month.
select
    *,
    left(md5(concat_ws('|', 'si_benefits', coalesce(si_number, ''), coalesce(personal_id, ''),
        coalesce(full_name, ''), coalesce(cast(birth_date as varchar), ''))), 16) as record_id
from landed_si_benefits
qualify row_number() over (
    partition by coalesce(personal_id, si_number, row_hash), benefit_kind, from_month
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
