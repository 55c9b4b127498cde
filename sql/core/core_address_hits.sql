-- One row per place name seen letter for letter in an address tail, and where it stands.
-- Reads: core_address_tails, core_place_names.  Key: tail, first_word, last_word and the place.
--   before, after  the neighbouring words: a type ("quan"), a comma (also at either end), or another word
-- Communes are looked for only in provinces that the tail itself suggests, by the name of a province or a district:
-- "Tân Phú" alone is dozens of communes. A name borne by one commune in the whole country needs no such help.
with words as (
    select tail, string_split(tail, ' ') as words
    from (select distinct tail from core_address_tails where tail is not null)
),

starts as (
    select tail, words, unnest(range(1, len(words) + 1)) as first_word
    from words
),

-- No place's name has more than six words; a hyphen counts as one.
spans as (
    select tail, words, first_word, first_word + unnest(range(0, 6)) as last_word
    from starts
),

grams as (
    select
        tail, first_word, last_word,
        translate(array_to_string(list_slice(words, first_word, last_word), ''), 'y-', 'i') as gram,
        coalesce(words[first_word - 1], ',') as before,
        coalesce(words[last_word + 1], ',') as after
    from spans
    where last_word <= len(words) and words[first_word] <> '-' and words[last_word] <> '-'
),

-- What begins with a digit names a place only behind its type.
hits as (
    select *
    from grams
    where gram in (select place_key from core_place_names)
        and (gram >= 'a' or before in ('phuong', 'xa', 'thitran', 'quan'))
),

-- "Phường Ba Đình" is no district, "Huyện Thái Bình" no province, "Quận Ba Đình" no commune.
areas as (
    select hits.* exclude (gram), names.*
    from hits
    join core_place_names as names on names.place_key = hits.gram and names.place_level <> 'commune'
    where hits.before not in ('phuong', 'xa', 'thitran', 'dackhu')
        and not (names.place_level = 'district' and hits.before = 'tinh')
        and not (names.place_level = 'province' and hits.before in ('quan', 'huyen', 'thixa'))
),

suggested as (
    select distinct tail, new_province_code from areas
),

lone_names as (
    select place_key
    from core_place_names
    where place_level = 'commune' and length(place_key) > 5
    group by place_key
    having count(distinct new_province_code) = 1
),

communes as (
    select hits.* exclude (gram), names.*
    from hits
    join suggested on suggested.tail = hits.tail
    join core_place_names as names
        on names.place_key = hits.gram
        and names.new_province_code = suggested.new_province_code
        and names.place_level = 'commune'
    where hits.before not in ('quan', 'huyen', 'thixa', 'thanhpho', 'tinh')
    union
    select hits.* exclude (gram), names.*
    from hits
    join core_place_names as names on names.place_key = hits.gram and names.place_level = 'commune'
    where hits.before in ('phuong', 'xa', 'thitran', 'dackhu')
        and hits.gram in (select place_key from lone_names)
        and hits.tail not in (
            select tail from areas where place_level = 'province' or before in ('quan', 'huyen', 'thixa', 'thanhpho')
        )
)

select *, false as is_misspelt from areas
union all
select *, false from communes
order by all
