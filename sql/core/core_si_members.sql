-- One row per insurance spell: the last delivered record of a number, unit and first month wins.
-- Spells that carry the same numbers, name and birth date are one record of a person (record_id) in the link tables.
-- Reads: landed_si_members.  Key: si_number, unit_code, from_month.
select
    *,
    left(md5(concat_ws('|', 'si_members', coalesce(si_number, ''), coalesce(personal_id, ''),
        coalesce(old_id_number, ''), coalesce(full_name, ''), coalesce(cast(birth_date as varchar), ''))), 16) as record_id
from landed_si_members
qualify row_number() over (
    partition by coalesce(si_number, personal_id, row_hash), unit_code, from_month
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
