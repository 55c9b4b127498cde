-- Text as a person would have typed it: NFC, one space between words, no invisible characters, Đ for eth, and Latin
-- letters for the Cyrillic ones that look the same. DOMAIN §5.5. Clean text, nearly all there is, costs one look.
-- Decode TCVN3, VNI and mojibake first: there a soft hyphen is a letter. NULL: nothing was written.
-- `nullif` stands outside: within a branch the engine works out its argument twice.
create function repair_text(value varchar) returns varchar return
nullif(case
    when not regexp_matches(
        value, '^$|^ |  | $|[^ -~À-ÏÑ-ïñ-ÿĂăĐđĨĩŨũƠơƯư\x{1EA0}-\x{1EF9}‘’“”–—…]'
    ) then value
    else trim(regexp_replace(nfc_normalize(regexp_replace(
        translate(value, 'ÐðƉАВЕКМНОРСТХІЅЈаеорсухіѕј', 'ĐđĐABEKMHOPCTXISJaeopcyxisj'),
        '\p{Cf}', '', 'g')), '[\s\p{Z}\p{Cc}]+', ' ', 'g'))
end, '')
