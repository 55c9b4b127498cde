-- Whether text looks like TCVN3 (ABC, fonts `.VnTime`) read as Latin-1: signs or capitals inside words where that
-- encoding has its letters, and no letter that only real Vietnamese text has. DOMAIN §5.5. NULL gives false.
-- A single short word can look right in both; judge a column by the share of its values.
create function looks_tcvn3(value varchar) returns boolean return
case
    when value is null or regexp_matches(value, '[ĂăĐđĨĩŨũƠơƯư\x{1EA0}-\x{1EF9}]') then false
    else regexp_matches(
        value,
        '[A-Za-z][µ-¹»-¾¨-¬\x{AD}]|[¡-¬\x{AD}®][A-Za-zµ-¹»-¾Æ-ËÌ-ÏÑ-Þá-þ]|[a-z][Æ-ÙÜ-ß]'
        || '|[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ][åïð÷øûþ]'
    ) and not looks_mojibake(value)
end
