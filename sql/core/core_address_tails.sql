-- One row per distinct delivered address text: its tail, the part that can name a commune, a district, a province.
-- Streets are as many as addresses, tails are few (1 in 80 of tidy registries): everything dear is done once a tail.
-- Reads: landed_tax_payers, landed_business_entities, landed_si_units, earlier_si_units.  Key: address.
--   tail   folded words from the first word for a commune on, or the whole text where no such word stands; types
--          spelt out as one word (P. → phuong, TX → thixa), a comma as a word of its own, numbers without zeros;
--          NULL where the text holds no letter and no digit
with addresses as (
    select address from landed_tax_payers
    union
    select address from landed_business_entities
    union
    select address from landed_si_units
    union
    select address from earlier_si_units
),

texts as (
    select address, lower(repair_text(address)) as text from addresses where address is not null
),

-- A word for a commune counts only when a name follows ("Tân Xã, Thạch Thất" has none), and "xã" only when it does
-- not end "thị xã". The match begins at the sign before the word, which folding drops. A text that begins with a
-- larger place is written the other way round and stays whole.
cuts as (
    select
        address,
        coalesce(
            nullif(regexp_extract(
                text, '^(?:tỉnh|tinh|thành phố|thanh pho|tp|quận|quan|huyện|huyen|thị xã|thi xa|tx)[ .].*[,-].*$'
            ), ''),
            nullif(regexp_extract(
                text,
                '(?:(?:^|[ ,;.()-])(?:phường|phuong|thị trấn|thi tran|đặc khu|dac khu|p|x|tt|f)[ .:]+[^ ,;.:)-]'
                || '|(?:^|[^iị][ ,;.()-])(?:xã|xa)[ .:]+[^ ,;.:)-]'
                || '|(?:^|[ ,;.()-])[pf][0-9]).*$'
            ), ''),
            text
        ) as cut
    from texts
),

-- Commas matter for reading but do not survive folding: they pass it as a word that no place has. So do hyphens that
-- part words; they may stand for a comma or in a name ("Phan Rang - Tháp Chàm").
folded as (
    select
        addresses,
        fold(trim(regexp_replace(
            regexp_replace(cut, ' *[,;|()\[\]]+ *', ' zcommaz ', 'g'), ' [-–]+ ', ' zhyphenz ', 'g'
        ))) as words
    from (
        -- The letter before "xã" was matched only to know that it does not end "thị".
        select regexp_replace(cut, '^[^iị][ ,;.()-](xã|xa)', '\1') as cut, array_agg(address) as addresses
        from cuts
        group by 1
    )
),

-- Each line is one habit of writing. No Vietnamese syllable begins with tp, tx, tt, q (but qu), or with p or x before
-- these consonants: such a word is a type glued to a name ("tpvinh", "pbennghe").
spelt as (
    select
        addresses,
        regexp_replace(words, '\b(?:thanh pho|t p|city)\b', 'thanhpho', 'g') as w1,
        regexp_replace(w1, '\b(?:thi xa|t x)\b', 'thixa', 'g') as w2,
        regexp_replace(w2, '\bt ?t (?:h|hue)\b', 'thuathienhue', 'g') as w3,
        regexp_replace(w3, '\b(?:thi tran|t t|tt)\b', 'thitran', 'g') as w4,
        regexp_replace(w4, '\bdac khu\b', 'dackhu', 'g') as w5,
        regexp_replace(w5, '\btp ?', 'thanhpho ', 'g') as w6,
        regexp_replace(w6, '\btx ?', 'thixa ', 'g') as w7,
        regexp_replace(w7, '\b(?:p|f|phg|ward)(?: |([0-9bcdgkmtv]))', 'phuong \1', 'g') as w8,
        regexp_replace(w8, '\b(?:q|district)(?: |([0-9a-tv-z]))', 'quan \1', 'g') as w9,
        regexp_replace(w9, '\bx(?: |([bcdghklmnpqrstv]))', 'xa \1', 'g') as w10,
        regexp_replace(w10, '\bh ([a-z])', 'huyen \1', 'g') as w11,
        regexp_replace(w11, '\bt ([a-z])', 'tinh \1', 'g') as w12,
        -- Telephone and tax numbers, postcodes, English types and the country end what stands before them.
        regexp_replace(
            w12, '\b(?:[0-9]{5,}|dt|sdt|tel|fax|mst|province|commune|town|zcommaz)\b', ',', 'g'
        ) as w13,
        regexp_replace(w13, '\b(?:viet ?nam|vn)\b( ?(?:[,.0-9]|$))', ',\1', 'g') as w14,
        regexp_replace(replace(w14, 'zhyphenz', '-'), '\b0+([1-9])', '\1', 'g') as w15
    from folded
),

-- More than 24 words from the end on, nothing names a place.
tails as (
    select addresses, array_to_string(list_slice(string_split(trim(w15, ' ,-'), ' '), -24, -1), ' ') as tail
    from spelt
)

select unnest(addresses) as address, tail
from tails
order by address
