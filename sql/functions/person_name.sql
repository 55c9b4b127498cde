-- A person's name alone: repaired, without title, list number, bracketed note and stray signs. DOMAIN §5.6.
-- `Ông`, `Anh`, `Cô` … are also names, so they go only before a surname or a full stop; `Bà`, `Mr` always.
-- Letters keep their case and marks. NULL: no letter is left.
-- `nullif` stands outside, as in repair_text.
create function person_name(value varchar) returns varchar return
nullif(case
    when not regexp_matches(
        value,
        '^$|^ |  | $|[^ A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\x{1EA0}-\x{1EF9}]'
        || '|^(?i:bà|mr|mrs|ms|miss|ông|ong|ba|anh|chị|chi|cô|co|chú|em|cháu) '
    ) then value
    else trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        repair_text(value),
        '([^\s(\[])(\s*[(\[][^)\]]*([)\]]|$))+', '\1 ', 'g'),
        '(?i)^([^\p{L}]+|(bà|mr|mrs|ms|miss)[ .:/]+|(ông|ong|ba|anh|chị|chi|cô|co|chú|em|cháu) ?[.:/]+)*', ''),
        '(?i)^((bà|mr|mrs|ms|miss|ông|ong|ba|anh|chị|chi|cô|co|chú|em|cháu) )+'
        || '(nguyễn|nguyen|trần|tran|lê|le|phạm|pham|hoàng|hoang|huỳnh|huynh|vũ|vu|võ|vo|phan|trương|truong|bùi|bui'
        || '|đặng|dang|đỗ|do|ngô|ngo|hồ|ho|dương|duong|lý|ly|đinh|dinh|đào|dao|mai|trịnh|trinh|tô|to|cao|châu|chau'
        || '|lâm|lam|tạ|ta|vương|vuong|hà|ha|thái|thai|quách|quach|lương|luong|triệu|trieu|đoàn|doan|lưu|luu|tăng'
        || '|tang|phùng|phung|kiều|kieu|thạch|thach|từ|tu|hứa|hua|chu|nông|nong|lại|lai|mạc|mac|tống|tong|đàm|dam'
        || '|nghiêm|nghiem|diệp|diep|bạch|bach|giang|lục|luc|vi|ma|thân|than|la|đậu|dau|cù|cu|khổng|khong|tôn|ton'
        || '|âu|au|giàng|vàng|thào|lò|mã|rơ|kpă) ',
        '\3 '),
        '[^\p{L}\p{M}]+$', ''),
        ' {2,}', ' ', 'g'))
end, '')
