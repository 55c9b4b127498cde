-- Whether text looks like UTF-8 that was read as Windows-1252 or Latin-1 (`Nguyá»…n`, `Äá»©c`). DOMAIN §5.5.
-- Marks that stood apart from their letters (NFD) show as `Ì` and one of nine characters: `NguyeÌ‚Ìƒn`. NULL gives false.
create function looks_mojibake(value varchar) returns boolean return
coalesce(
    regexp_matches(value, 'Ì[€‚ƒ†‰›£\x{80}\x{81}\x{82}\x{83}\x{86}\x{89}\x{9B}]|([ÃÄÅÆ]|á[º»])[\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]'),
    false
)
