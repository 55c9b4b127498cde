-- VNI Windows read as Latin-1, given back as Vietnamese: a vowel and the letter after it, its mark, are one letter.
-- DOMAIN §5.5. Each mark becomes Unicode's combining marks (circumflex 770, breve 774; acute 769, grave 768,
-- hook 777, tilde 771, dot 803), composed at the end. Run it on columns that look like it. NULL only for NULL.
create function decode_vni(value varchar) returns varchar return
nfc_normalize(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        translate(value, 'ñôöæóòîÑÔÖÆÓÒÎ', 'đơưỉĩịỵĐƠƯỈĨỊỴ'),
        '([aeoAEO])[âÂ]', '\1' || chr(770), 'g'),
        '([aeoAEO])[áÁ]', '\1' || chr(770) || chr(769), 'g'),
        '([aeoAEO])[àÀ]', '\1' || chr(770) || chr(768), 'g'),
        '([aeoAEO])[åÅ]', '\1' || chr(770) || chr(777), 'g'),
        '([aeoAEO])[ãÃ]', '\1' || chr(770) || chr(771), 'g'),
        '([aeoAEO])[äÄ]', '\1' || chr(803) || chr(770), 'g'),
        '([aA])[êÊ]', '\1' || chr(774), 'g'),
        '([aA])[éÉ]', '\1' || chr(774) || chr(769), 'g'),
        '([aA])[èÈ]', '\1' || chr(774) || chr(768), 'g'),
        '([aA])[úÚ]', '\1' || chr(774) || chr(777), 'g'),
        '([aA])[üÜ]', '\1' || chr(774) || chr(771), 'g'),
        '([aA])[ëË]', '\1' || chr(803) || chr(774), 'g'),
        '([aeouyơưAEOUYƠƯ])[ùÙ]', '\1' || chr(769), 'g'),
        '([aeouyơưAEOUYƠƯ])[øØ]', '\1' || chr(768), 'g'),
        '([aeouyơưAEOUYƠƯ])[ûÛ]', '\1' || chr(777), 'g'),
        '([aeouyơưAEOUYƠƯ])[õÕ]', '\1' || chr(771), 'g'),
        '([aeouơưAEOUƠƯ])[ïÏ]', '\1' || chr(803), 'g')
)
