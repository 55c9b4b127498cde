-- Yes or no from 1/0, x, a tick, có/không, đúng/sai, yes/no, true/false. DOMAIN §5.1 (boxes of the tax form).
-- NULL: nothing was written, or another word.
create function parse_boolean(value varchar) returns boolean return
case
    when fold(value) in ('1', '1 0', 'x', 'v', 'co', 'dung', 'yes', 'y', 'true', 't') then true
    when fold(value) in ('0', '0 0', 'khong', 'sai', 'no', 'n', 'false', 'f') then false
    when trim(value) in ('✓', '✔', '☑', '√', '☒') then true
    when trim(value) = '☐' then false
end
