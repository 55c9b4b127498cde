-- The province of birth registration in a 12-digit personal id, as its three digits of 2004. DOMAIN §1.2.
-- NULL: not 12 digits, or none of the 63 (people born abroad: a warning, not a fault).
create function personal_id_province(value varchar) returns varchar return
case
    when regexp_full_match(value, '[0-9]{12}') and substr(value, 1, 3) in (
        '001', '002', '004', '006', '008', '010', '011', '012', '014', '015', '017', '019', '020', '022', '024', '025',
        '026', '027', '030', '031', '033', '034', '035', '036', '037', '038', '040', '042', '044', '045', '046', '048',
        '049', '051', '052', '054', '056', '058', '060', '062', '064', '066', '067', '068', '070', '072', '074', '075',
        '077', '079', '080', '082', '083', '084', '086', '087', '089', '091', '092', '093', '094', '095', '096'
    ) then substr(value, 1, 3)
end
