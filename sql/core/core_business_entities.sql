-- One row per enterprise, branch, office, cooperative or household business: the last delivered record wins.
-- representative_record_id: the person who owns or represents it, a record a person and, but for those without a number, not
-- one an entity; NULL for dependent units, whose heads answer for nothing, and where nobody is named.
-- Reads: landed_business_entities.  Key: entity_code.
select
    *,
    case when parent_code is null and coalesce(representative_name, representative_id) is not null then
        left(md5(concat_ws('|', 'business_entities', coalesce(representative_id, entity_code),
            coalesce(name_key(representative_name), ''), coalesce(cast(owner_birth_date as varchar), ''))), 16)
    end as representative_record_id
from landed_business_entities
qualify row_number() over (
    partition by entity_code
    order by period desc nulls last, source_file desc nulls last, source_row desc nulls last
) = 1
order by source_file asc nulls last, source_row asc nulls last
