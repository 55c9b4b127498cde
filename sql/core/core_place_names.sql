-- One row per name under which a place may stand in an address: province, district or commune, present name or alias.
-- Reads: ref_provinces, ref_districts, ref_communes, ref_commune_changes, ref_place_aliases.
--   place_key       the name without its type, folded, without spaces, y as i ("Quận 1" → 1, "Phú Quý" → phuqui):
--                   clerks part and join syllables as they like and write Quý and Quí, Kỳ and Kì
--   place_type      the folded type without spaces (phuong, thitran, …), which an address may or may not name
--   shown_name      the name without its type, lower case with marks, tone marks in one place: tells "Tân Thành" from
--                   "Tân Thạnh" when the folded names agree
--   is_alias        a name of earlier years or an abbreviation: weaker evidence than the present name
--   old_province_codes  the old provinces that the place has ground in, '+'-joined: "Xã Mới, Tỉnh Cũ" can be checked
--   is_kept         a province whose name lives on after the merger, so that it may mean the larger one
--   new_commune_code  what the place itself says about the post-merger commune; NULL for a split commune
with old_communes as (
    select
        communes.*,
        provinces.new_province_code,
        changes.new_commune_code
    from ref_communes as communes
    join ref_provinces as provinces
        on provinces.province_code = communes.province_code and provinces.province_vintage = '2025-06-30'
    left join ref_commune_changes as changes
        on changes.old_commune_code = communes.commune_code and changes.targets = '1'
    where communes.commune_vintage = '2025-06-30'
),

districts as (
    select districts.*, provinces.new_province_code
    from ref_districts as districts
    join ref_provinces as provinces
        on provinces.province_code = districts.province_code and provinces.province_vintage = '2025-06-30'
),

-- Special zones made of a district that had no communes have no row among the changes.
origins as (
    select new_commune_code, string_agg(distinct province_code, '+' order by province_code) as province_codes
    from (
        select changes.new_commune_code, communes.province_code
        from ref_commune_changes as changes
        join ref_communes as communes
            on communes.commune_code = changes.old_commune_code and communes.commune_vintage = '2025-06-30'
        union all
        select new_commune_code, province_code from ref_districts where new_commune_code is not null
    )
    group by new_commune_code
),

places as (
    select
        'commune' as place_level, commune_name as place_name, '2025-06-30' as place_vintage,
        commune_code, district_code, province_code as old_province_codes, new_province_code, new_commune_code
    from old_communes
    union all
    select
        'commune', communes.commune_name, '2025-07-01',
        communes.commune_code, null, origins.province_codes, communes.province_code, communes.commune_code
    from ref_communes as communes
    join origins on origins.new_commune_code = communes.commune_code
    where communes.commune_vintage = '2025-07-01'
    union all
    select
        'district', district_name, '2025-06-30', null, district_code, province_code, new_province_code,
        new_commune_code
    from districts
    union all
    select 'province', province_name, '2025-06-30', null, null, province_code, new_province_code, null
    from ref_provinces
    where province_vintage = '2025-06-30'
),

named as (
    select
        *,
        regexp_extract(place_name, '^(Phường|Xã|Thị trấn|Đặc khu|Quận|Huyện|Thị xã|Thành phố|Tỉnh) ', 1) as type_name
    from places
),

present as (
    select
        *,
        replace(replace(fold(substr(place_name, length(type_name) + 2)), ' ', ''), 'y', 'i') as place_key,
        replace(fold(type_name), ' ', '') as place_type,
        place_tone(lower(substr(place_name, length(type_name) + 2))) as shown_name
    from named
),

former as (
    select present.* replace (replace(aliases.alias, 'y', 'i') as place_key, null as shown_name)
    from present
    join ref_place_aliases as aliases
        on aliases.place_level = present.place_level
        and aliases.place_code = case present.place_level
            when 'commune' then present.commune_code
            when 'district' then present.district_code
            else present.old_province_codes
        end
    where present.place_vintage = '2025-06-30'
)

select
    place_key, place_level, place_type, shown_name, is_alias, place_vintage, commune_code, district_code,
    old_province_codes, new_province_code, new_commune_code,
    place_level = 'province' and place_name in (
        select province_name from ref_provinces where province_vintage = '2025-07-01'
    ) as is_kept
from (
    select *, false as is_alias from present
    union all
    select *, true as is_alias from former
)
order by
    place_level, place_key, new_province_code, place_vintage, commune_code, district_code, old_province_codes,
    is_alias
