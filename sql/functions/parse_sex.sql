-- `M` or `F` from Nam/Nữ, M/F, male/female, trai/gái, or 1/0 (D02-LT: 1 Nam, 0 Nữ). DOMAIN §5.4, §5.6.
-- NULL: nothing was written, or something else.
create function parse_sex(value varchar) returns varchar return
case
    when fold(value) in ('nam', 'm', 'male', 'trai', '1', '1 0') then 'M'
    when fold(value) in ('nu', 'f', 'female', 'gai', '0', '0 0') then 'F'
end
