-- Whether text looks like UTF-8 that was read as Windows-1252 or Latin-1 (`Nguyá»…n`, `Äá»©c`). DOMAIN §5.5.
-- NULL gives false.
create function looks_mojibake(value varchar) returns boolean return
coalesce(
    regexp_matches(value, '([ÃÄÅÆ]|á[º»])[\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]'),
    false
)
