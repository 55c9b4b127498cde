-- Whether text looks like VNI Windows read as Latin-1: a vowel followed by a letter that only marks it (`aø`, `oâ`),
-- or ñ for đ at the head of a syllable. DOMAIN §5.5. NULL gives false. Judge a column by the share of its values.
create function looks_vni(value varchar) returns boolean return
case
    when value is null or regexp_matches(value, '[ĂăĐđĨĩŨũƠơƯư\x{1EA0}-\x{1EF9}]') then false
    else regexp_matches(
        value,
        '[aA][øùûõïâáàåãäêéèúüëØÙÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[eE][øùûõïâáàåãäØÙÛÕÏÂÁÀÅÃÄ]|[oO][øùûõïâåäØÙÛÕÏÂÅÄ]'
        || '|[uU][øùõïØÙÕÏ]|[yY][øùûõØÙÛÕ]|[ôÔöÖ][øùûõïØÙÛÕÏ]|(^|[^\p{L}])[ñÑ][aeiouyôöæAEIOUYÔÖÆ]'
    ) and not looks_tcvn3(value) and not looks_mojibake(value)
end
