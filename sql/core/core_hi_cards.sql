-- One row per health card and first day of validity: the last delivered record wins.
-- Reads: landed_hi_cards.  Key: card_number, valid_from.
select
    *,
    left(md5(concat_ws('|', 'hi_cards', coalesce(card_number, ''), coalesce(si_number, ''), coalesce(personal_id, ''),
        coalesce(full_name, ''), coalesce(cast(birth_date as varchar), ''))), 16) as record_id
from landed_hi_cards
qualify row_number() over (
    partition by coalesce(card_number, row_hash), valid_from
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
