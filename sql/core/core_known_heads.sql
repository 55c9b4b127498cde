-- One row per operating enterprise, cooperative or household business whose head the register names: since when its deliveries,
-- one after the other, show the same head, as far back as they are read (a year). Before that it is not known.
-- Same is who has the number or the name of the head of now, of a business that operated then and, if a household, was taxed
-- as now; a delivery that lacks the business, or shows another head, ends the run.
-- Reads: core_business_entities, earlier_business_entities (the deliveries before the run's, see etl/delivered.py).
-- Key: entity_code.
with heads as (
    select entity_code, entity_kind, tax_method, representative_id, name_key(representative_name) as head_key, period
    from core_business_entities
    where representative_record_id is not null and status_code = '7' and length(period) = 7
),

deliveries as (
    select period, row_number() over (order by period desc) as deliveries_back
    from (select distinct period from earlier_business_entities where length(period) = 7)
),

same as (
    select distinct heads.entity_code, earlier.period
    from heads
    inner join earlier_business_entities as earlier on earlier.entity_code = heads.entity_code
    where earlier.status_code = '7'
        and (earlier.representative_id = heads.representative_id or name_key(earlier.representative_name) = heads.head_key)
        and (heads.entity_kind <> 'household' or earlier.tax_method is not distinct from heads.tax_method)
),

-- In an unbroken run the nth delivery back is the nth that shows the same head.
unbroken as (
    select same.entity_code, same.period
    from same
    inner join deliveries on deliveries.period = same.period
    qualify row_number() over (partition by same.entity_code order by same.period desc) = deliveries.deliveries_back
)

select
    heads.entity_code,
    cast(coalesce(min(unbroken.period), heads.period) || '-01' as date) as known_since_month
from heads
left join unbroken on unbroken.entity_code = heads.entity_code
group by heads.entity_code, heads.period
order by heads.entity_code asc
