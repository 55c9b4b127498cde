-- The tone mark on the first vowel of an open syllable in oa, oe, uy: `hoà` becomes `hòa`, `thuý` `thúy`.
-- `quý`, `hoàn`, `khuya`, `huỳnh` are left as they are. DOMAIN §6.3. Takes repaired text; NULL only for NULL.
-- Most text holds no such syllable and costs one look. How: `qu` is put aside (private characters); then, tone by tone,
-- the first vowel gets the mark (grave 768, acute 769, hook 777, tilde 771, dot 803), the second a private character, by
-- which it loses its own.
create function place_tone(value varchar) returns varchar return
case
    when not regexp_matches(
        value, '([oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|(^|[^qQ])[uU][ỳýỷỹỵỲÝỶỸỴ])($|[^\p{L}])'
    ) then value
    else replace(replace(nfc_normalize(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(regexp_replace(value,
            '([qQ])u', '\1' || chr(57345), 'g'),
            '([qQ])U', '\1' || chr(57346), 'g'),
            '(?:([oO])([àèÀÈ])|([uU])([ỳỲ]))($|[^\p{L}])', '\1\3' || chr(768) || chr(57344) || '\2\4\5', 'g'),
            '(?:([oO])([áéÁÉ])|([uU])([ýÝ]))($|[^\p{L}])', '\1\3' || chr(769) || chr(57344) || '\2\4\5', 'g'),
            '(?:([oO])([ảẻẢẺ])|([uU])([ỷỶ]))($|[^\p{L}])', '\1\3' || chr(777) || chr(57344) || '\2\4\5', 'g'),
            '(?:([oO])([ãẽÃẼ])|([uU])([ỹỸ]))($|[^\p{L}])', '\1\3' || chr(771) || chr(57344) || '\2\4\5', 'g'),
            '(?:([oO])([ạẹẠẸ])|([uU])([ỵỴ]))($|[^\p{L}])', '\1\3' || chr(803) || chr(57344) || '\2\4\5', 'g'),
            chr(57344) || '[àáảãạ]', 'a', 'g'),
            chr(57344) || '[ÀÁẢÃẠ]', 'A', 'g'),
            chr(57344) || '[èéẻẽẹ]', 'e', 'g'),
            chr(57344) || '[ÈÉẺẼẸ]', 'E', 'g'),
            chr(57344) || '[ỳýỷỹỵ]', 'y', 'g'),
            chr(57344) || '[ỲÝỶỸỴ]', 'Y', 'g')
    ), chr(57345), 'u'), chr(57346), 'U')
end
