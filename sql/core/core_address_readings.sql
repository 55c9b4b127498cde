-- One row per good reading of an address tail: the best, and others so near it that the marks may still decide.
-- Reads: core_address_hits, core_address_misspelt.
-- Key: tail, commune_code, place_vintage, district_code, old_province_codes.
--   score    3 for a commune, 2.5 for its district, 2 for its province, each times how plainly it is named, less what
--            stands unread between them
--   margin   how far the best score stands above the best reading that leads to another new commune; NULL: no other
--   is_sure  every level that such an address has is named, letter for letter, under its present name
-- A reading is a commune with the district and the province that contain it, as far as the tail names them, no two of
-- them on the same words. An old commune may stand under its new province, a new one under the old province that it
-- has ground in.
with hits as (
    select * from core_address_hits
    union all
    select * from core_address_misspelt
),

marked as (
    select
        *,
        before in (',', '-', 'phuong', 'xa', 'thitran', 'dackhu', 'quan', 'huyen', 'thixa', 'thanhpho', 'tinh') as opens,
        after in (',', '-', 'phuong', 'xa', 'thitran', 'dackhu', 'quan', 'huyen', 'thixa', 'thanhpho', 'tinh') as closes,
        place_level = 'commune' and before in ('phuong', 'xa', 'thitran', 'dackhu') as is_typed_commune,
        bool_or(place_level <> 'commune') over (
            partition by tail, first_word, last_word, new_province_code
        ) as is_also_area,
        bool_or(place_level = 'district') over (partition by tail, first_word, last_word) as is_also_district,
        -- A hamlet or a street often bears the name of its commune or of another.
        before in (
            'ap', 'thon', 'xom', 'khom', 'pho', 'kp', 'to', 'tdp', 'buon', 'ban', 'lang', 'khu', 'kdc', 'kcn', 'duong',
            'ngo', 'hem', 'ngach', 'cho', 'cau', 'toa', 'so'
        ) as is_other_kind,
        (case when is_misspelt then 0.75 else 1 end) * (case when is_alias then 0.85 else 1 end) as spelling
    from hits
),

-- Types changed with every merger and clerks mix them up: another type of the same level counts nearly as much.
-- "Ba Đình, Hà Nội" without a type is the old district as well as the new commune: then the district is the safer half.
rated as (
    select
        *,
        spelling * case
            when before = place_type then 1
            when is_typed_commune then 0.9
            when place_level = 'district' and before in ('quan', 'huyen', 'thixa', 'thanhpho') then 0.9
            when place_level = 'province' and before in ('tinh', 'thanhpho') then 0.95
            when is_other_kind then 0.1
            when opens and closes then case place_level when 'commune' then 0.7 else 0.85 end
            when opens or closes then case place_level when 'commune' then 0.45 else 0.65 end
            else case place_level when 'commune' then 0.2 else 0.4 end
        end
        * case when is_also_area and place_level = 'commune' and not is_typed_commune then 0.6 else 1 end
        * case when closes then 1 when place_level = 'commune' then 0.75 else 0.9 end
        + 0.01 * (last_word - first_word) as quality
    from marked
),

communes as (
    select * from rated where place_level = 'commune'
),

-- "Phường 1 Bảo Lộc" and "Xã Phúc Thọ Lâm Hà" are new communes: the district in their names is not written.
districts as (
    select rated.*
    from rated
    left join communes
        on communes.tail = rated.tail
        and communes.last_word = rated.last_word
        and communes.first_word < rated.first_word
        and communes.is_typed_commune
        and not communes.is_misspelt
    where rated.place_level = 'district' and communes.tail is null
),

provinces as (
    select * from rated where place_level = 'province'
),

-- What stands left of the province: a commune, with its district where the tail names that; or a district alone.
locals as (
    select
        communes.tail, communes.commune_code, communes.place_vintage, communes.place_key, communes.shown_name,
        communes.district_code, communes.old_province_codes, communes.new_province_code,
        communes.new_commune_code, communes.quality as commune_quality,
        districts.district_code is not null as has_district,
        communes.spelling = 1 and coalesce(districts.spelling, 1) = 1 as is_exact,
        3 * communes.quality + coalesce(2.5 * districts.quality, 0)
        - case
            when districts.first_word is null then 0
            when districts.first_word < communes.first_word then 0.5
            else 0.15 * least(6, districts.first_word - communes.last_word - 1
                - case when communes.after in (',', '-') then 1 else 0 end
                - case when districts.before in ('quan', 'huyen', 'thixa', 'thanhpho') then 1 else 0 end)
        end as score,
        least(communes.first_word, coalesce(districts.first_word, communes.first_word)) as first_word,
        greatest(communes.last_word, coalesce(districts.last_word, communes.last_word)) as last_word,
        case when districts.last_word > communes.last_word then districts.after else communes.after end as after
    from communes
    left join districts
        on districts.tail = communes.tail
        and districts.district_code = communes.district_code
        and (districts.first_word > communes.last_word or districts.last_word < communes.first_word)
    union all
    select
        tail, null, place_vintage, null, null, district_code, old_province_codes, new_province_code, new_commune_code,
        null, true, spelling = 1, 2.5 * quality, first_word, last_word, after
    from districts
),

-- A word for a district that stands there unread speaks for an old address; a province that is named, and is no town of
-- that name, speaks against every place outside it.
tails as (
    select
        tail,
        regexp_matches(
            tail, '[,-] (?:(?:quan|huyen|thixa) |thanhpho [a-z ]+ [,-] [a-z]{2})'
        ) as writes_district,
        bool_or(place_level = 'province' and opens and closes and not is_also_district) as names_province
    from rated
    group by tail
),

readings as (
    select
        locals.* exclude (score, is_exact, first_word, last_word, after),
        provinces.tail is not null as has_province,
        locals.is_exact and coalesce(provinces.spelling, 1) = 1 and (has_district or not writes_district) as is_exact,
        locals.score
        + case
            when has_district then 0
            when locals.place_vintage = '2025-07-01' then case when writes_district then -0.8 else 0.3 end
            else case when writes_district then -0.5 else 0 end
        end
        + case
            when provinces.tail is null then case when names_province then -1 else 0 end
            when contains(locals.old_province_codes, provinces.old_province_codes)
                or locals.place_vintage = '2025-07-01' then 2 * provinces.quality
            else 1.6 * provinces.quality
        end
        - case
            when provinces.tail is null then 0
            when provinces.first_word < locals.last_word then 0.5
            else 0.15 * least(6, provinces.first_word - locals.last_word - 1
                - case when locals.after in (',', '-') then 1 else 0 end
                - case when provinces.before in ('tinh', 'thanhpho') then 1 else 0 end)
        end as score
    from locals
    join tails on tails.tail = locals.tail
    left join provinces
        on provinces.tail = locals.tail
        and provinces.new_province_code = locals.new_province_code
        and (contains(locals.old_province_codes, provinces.old_province_codes) or provinces.is_kept)
        and (provinces.first_word > locals.last_word or provinces.last_word < locals.first_word)
    union all
    select
        tail, null, place_vintage, null, null, null, old_province_codes, new_province_code, null, null, false, true,
        spelling = 1, 2 * quality
    from provinces
),

places as (
    select *
    from readings
    qualify row_number() over (
        partition by tail, commune_code, place_vintage, district_code, old_province_codes
        order by score desc, has_province desc, has_district desc, is_exact desc
    ) = 1
),

ranked as (
    select
        *,
        max(score) over (partition by tail) as best_score,
        first_value(coalesce(new_commune_code, commune_code)) over (
            partition by tail order by score desc, place_vintage desc, commune_code, district_code, old_province_codes
        ) as best_commune
    from places
),

rivals as (
    select tail, max(score) as rival_score
    from ranked
    where commune_code is not null and coalesce(new_commune_code, commune_code) is distinct from best_commune
    group by tail
)

select
    ranked.tail, commune_code, cast(place_vintage as date) as place_vintage, place_key, shown_name, district_code,
    old_province_codes, new_province_code, new_commune_code, cast(score as double) as score,
    cast(best_score - rival_score as double) as margin,
    coalesce(
        is_exact and has_province
        and commune_quality >= case when place_vintage = '2025-07-01' then 0.85 when has_district then 0.6 else 9 end,
        false
    ) as is_sure
from ranked
left join rivals on rivals.tail = ranked.tail
where score >= best_score - 0.4
order by ranked.tail, score desc, place_vintage desc, commune_code, district_code, old_province_codes
