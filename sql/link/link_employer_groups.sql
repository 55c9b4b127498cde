-- One row per employer that another took over: the employer at the end of that line, which stands for the whole group.
-- Three steps are followed, as far as a register's memory reaches; where two name each other, the lower id stands for both.
-- Reads: core_business_entities, link_employer_codes.
with steps as (
    select codes.employer_id, successors.employer_id as successor_id
    from core_business_entities as entities
    inner join link_employer_codes as codes
        on codes.code = coalesce(tax_code_root(entities.entity_code), entities.entity_code)
    inner join link_employer_codes as successors
        on successors.code = coalesce(tax_code_root(entities.successor_code), entities.successor_code)
    where successors.employer_id <> codes.employer_id
    qualify row_number() over (
        partition by codes.employer_id
        order by case when entities.parent_code is null then 0 else 1 end asc, entities.entity_code asc nulls last
    ) = 1
)

select
    first.employer_id,
    first.successor_id,
    case
        when second.successor_id is null then first.successor_id
        when second.successor_id = first.employer_id then least(first.employer_id, first.successor_id)
        when third.successor_id is null then second.successor_id
        when third.successor_id in (first.employer_id, first.successor_id)
            then least(first.employer_id, first.successor_id, second.successor_id)
        else third.successor_id
    end as group_id
from steps as first
left join steps as second on second.employer_id = first.successor_id
left join steps as third on third.employer_id = second.successor_id
order by employer_id asc
