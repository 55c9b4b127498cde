-- UTF-8 that was read as Windows-1252 or Latin-1, given back as it was. DOMAIN §5.5. How: each character becomes its
-- byte again, written in hexadecimal; if the bytes are UTF-8 they are read as such, else the text stays as it is.
-- Bytes that such text often lost are put back first: the no-break space that ends à, Ơ, Ạ and became a plain
-- space, byte 90 (hexadecimal) that ends Đ, and byte 81 that ends an acute apart from its letter. Only where the text shows signs of mojibake (`XÃ` is a word).
-- Run it before repair_text. NULL only for NULL.
create function decode_mojibake(value varchar) returns varchar return
case
    when looks_mojibake(value) then list_transform(
        [replace(replace(replace(replace(
            regexp_replace(hex(translate(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(value, '(Ã|Æ|áº) ', '\1' || chr(160), 'g'),
                        'Ä([^\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|$)', 'Ä' || chr(144) || '\1', 'g'
                    ),
                    'Ì([^\x{80}-\x{BF}€‚ƒ†‰›]|$)', 'Ì' || chr(129) || '\1', 'g'
                ),
                '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ',
                chr(128) || chr(130) || chr(131) || chr(132) || chr(133) || chr(134) || chr(135) || chr(136) || chr(137)
                || chr(138) || chr(139) || chr(140) || chr(142) || chr(145) || chr(146) || chr(147) || chr(148)
                || chr(149) || chr(150) || chr(151) || chr(152) || chr(153) || chr(154) || chr(155) || chr(156)
                || chr(158) || chr(159)
            )), '(..)', '\1 ', 'g'),
            'C2 ', ''), 'C3 9', 'D'), 'C3 A', 'E'), 'C3 8', 'C')],
        lambda bytes: case
            when regexp_full_match(
                bytes,
                '([0-7]. |(C[2-9A-F]|D.) [89AB]. |E0 [AB]. [89AB]. |E[1-9A-CEF] [89AB]. [89AB]. |ED [89]. [89AB]. )+'
            ) then decode(unhex(replace(bytes, ' ', '')))
            else value
        end
    )[1]
    else value
end
