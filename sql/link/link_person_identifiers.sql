-- One row per record and identifier it carries: the alias table.
-- An insurance number of 12 digits is a personal id (since 2025-08, DOMAIN §1.6). Placeholders are no identifiers.
-- is_shared: two residents hold the number, or it stands beside more than three given names; it never counts as
-- agreement. A number on more than twenty records is nobody's (a clerk's, a hotline's) and is left out.
-- Reads: link_person_records.
with carried as (
    select record_id, source, name_key, 'personal_id' as identifier_kind, personal_id as identifier
    from link_person_records
    union all
    select record_id, source, name_key, 'personal_id', previous_personal_id from link_person_records
    union all
    select record_id, source, name_key, 'personal_id', si_number from link_person_records where length(si_number) = 12
    union all
    select record_id, source, name_key, 'si_number', si_number from link_person_records where length(si_number) = 10
    union all
    select record_id, source, name_key, 'old_id_number', old_id_number from link_person_records
    union all
    select record_id, source, name_key, 'tax_code', tax_code from link_person_records
),

distinct_carried as (
    select distinct record_id, source, name_key, identifier_kind, identifier
    from carried
    where identifier is not null and not is_placeholder_number(identifier)
),

used as (
    select
        identifier_kind,
        identifier,
        count(distinct regexp_extract(name_key, '[a-z0-9]+$')) > 3
            or count(distinct case when source = 'residents' then record_id end) > 1 as is_shared,
        count(*) > 20 as is_nobodys
    from distinct_carried
    group by identifier_kind, identifier
    having count(*) > 1
)

select
    carried.record_id,
    carried.identifier_kind,
    carried.identifier,
    coalesce(used.is_shared, false) as is_shared
from distinct_carried as carried
left join used on used.identifier_kind = carried.identifier_kind and used.identifier = carried.identifier
where not coalesce(used.is_nobodys, false)
order by record_id asc, identifier_kind asc, identifier asc
