-- One row per record that carries a number of a resident whose data are protected, whatever name stands beside it.
-- Reads: link_person_fields, core_residents.
with protected_numbers as (
    select distinct unnest(fields.numbers) as number
    from link_person_fields as fields
    inner join core_residents as residents on residents.record_id = fields.record_id
    where residents.is_protected
),

carried as (
    select record_id, unnest(numbers) as number from link_person_fields
)

select distinct carried.record_id
from carried
inner join protected_numbers on protected_numbers.number = carried.number
order by record_id asc
