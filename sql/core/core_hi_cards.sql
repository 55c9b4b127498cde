-- One row per health card and first day of validity: the last delivered record wins.
-- A card that this delivery lacks is carried over from the one before; `period` tells. Its own last day bounds what it says.
-- Reads: landed_hi_cards, earlier_hi_cards.  Key: card_number, valid_from.
with known as (
    select * from landed_hi_cards
    union all by name
    select earlier.*
    from earlier_hi_cards as earlier
    left join landed_hi_cards as landed
        on landed.card_number = earlier.card_number and landed.valid_from = earlier.valid_from
    where landed.card_number is null
)

select
    *,
    left(md5(concat_ws('|', 'hi_cards', coalesce(card_number, ''), coalesce(si_number, ''), coalesce(personal_id, ''),
        coalesce(full_name, ''), coalesce(cast(birth_date as varchar), ''))), 16) as record_id
from known
qualify row_number() over (
    partition by coalesce(card_number, row_hash), valid_from
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
