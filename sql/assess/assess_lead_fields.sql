-- One row per name of a person searched for among the enrolled, in the fields that the dossier compares: what the resident
-- register says, and where it says nothing, the tax form. Whom the form names otherwise than the register stands here
-- twice, under each name.
-- search: lead, an open payment's person at a group of employers; control, somebody known to be insured, without their
-- numbers; control_undated, the same with no more than the tax form says of whom it gives no number.
-- undated_name is the name of whom no birth year is known: such a person is looked for by the name alone.
-- Reads: assess_open_payments, assess_controls, link_person_fields.
with searched as (
    select
        'lead' as search,
        person_id,
        group_id,
        is_resident,
        true as has_register,
        min(record_id) as record_id,
        min(personal_id) as personal_id
    from assess_open_payments
    group by person_id, group_id, is_resident
    union all
    select kinds.search, controls.person_id, controls.group_id, false, kinds.search = 'control', controls.record_id, null
    from assess_controls as controls
    cross join (values ('control'), ('control_undated')) as kinds (search)
),

bearers as (
    select search, person_id, group_id, person_id as bearer_id from searched where has_register
    union
    select search, person_id, group_id, record_id from searched where search <> 'lead'
    union
    select 'lead', person_id, group_id, record_id from assess_open_payments
),

named as (
    select bearers.*
    from bearers
    inner join link_person_fields as fields on fields.record_id = bearers.bearer_id
    qualify row_number() over (
        partition by bearers.search, bearers.person_id, bearers.group_id, fields.name
        order by bearers.bearer_id <> bearers.person_id asc, fields.name_toned asc nulls last, bearers.bearer_id asc
    ) = 1
),

described as (
    select
        searched.*,
        named.bearer_id,
        fields.name,
        fields.name_toned,
        fields.name_sorted,
        fields.surname,
        fields.middle,
        fields.given,
        case when searched.has_register then coalesce(head.sex, own.sex) end as sex,
        case when searched.has_register then coalesce(head.birth_year, own.birth_year) end as birth_year,
        case when searched.has_register then coalesce(head.birth_month, own.birth_month) end as birth_month,
        case when searched.has_register then coalesce(head.birth_day, own.birth_day) end as birth_day,
        case when searched.has_register then coalesce(head.commune, own.commune) end as commune,
        case when searched.search = 'lead' then coalesce(head.old_id_number, own.old_id_number) end as old_id_number,
        case when searched.search = 'lead' then coalesce(head.si_number, own.si_number) end as si_number,
        case when searched.search = 'lead' then list_sort(list_distinct(list_concat(head.numbers, own.numbers))) end as numbers
    from named
    inner join searched
        on searched.search = named.search and searched.person_id = named.person_id
        and searched.group_id is not distinct from named.group_id
    inner join link_person_fields as fields on fields.record_id = named.bearer_id
    inner join link_person_fields as head on head.record_id = searched.person_id
    inner join link_person_fields as own on own.record_id = searched.record_id
)

select
    concat_ws('|', search, person_id, group_id, bearer_id) as lead_id,
    search,
    person_id,
    group_id,
    case when is_resident then person_id end as resident_id,
    name,
    name_toned,
    name_sorted,
    surname,
    middle,
    given,
    sex,
    birth_year,
    birth_month,
    birth_day,
    commune,
    personal_id,
    old_id_number,
    si_number,
    numbers,
    case when birth_year is null then name_sorted end as undated_name,
    left(personal_id, 9) as number_head,
    right(personal_id, 8) as number_tail
from described
order by lead_id asc
