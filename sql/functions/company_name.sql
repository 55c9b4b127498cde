-- A firm's name as it is shown: repaired, without quotation marks around it, stray signs at its ends, and the marks of
-- a unit that VSS keeps for a group of the same firm's people (`Chủ doanh nghiệp -`, `Chủ hộ -`, `(người nước ngoài)`).
-- DOMAIN §6.4. NULL: nothing is left.
create function company_name(value varchar) returns varchar return
nullif(trim(regexp_replace(regexp_replace(regexp_replace(
    repair_text(value),
    '(?i)^(chủ|chu) (doanh nghiệp|doanh nghiep|dn|hộ|ho)( tư nhân| tu nhan| kinh doanh)? *[-–—:] *', ''),
    '(?i) *[-–—(] *(người|nguoi) (nước|nuoc) (ngoài|ngoai) *\)? *$', ''),
    '^[\s"“”''.,;:*_–—-]+|[\s"“”''.,;:*_–—-]+$', '', 'g')), '')
