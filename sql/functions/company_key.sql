-- The words that tell one firm from another: folded, abbreviations written out (also run together, `TMDV`), then
-- without the legal form and the general words trade, service, production, construction, investment, development,
-- Viet Nam. Where nothing else is left the general words stay. DOMAIN §6.4. NULL: there is no name.
create function company_key(value varchar) returns varchar return
list_transform(
    list_transform([fold(company_name(value))], lambda folded: case
        when regexp_matches(folded, '\b(?:tm|dv|sx|xd|xnk|dt|pt|vn|vietnam|ctcp|jsc)')
            then regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                folded,
                '\b(tm|dv|sx|xd|xnk|dt|pt)((?:tm|dv|sx|xd|xnk|dt|pt)+)\b', '\1 \2', 'g'),
                '\b(tm|dv|sx|xd|xnk|dt|pt)((?:tm|dv|sx|xd|xnk|dt|pt)+)\b', '\1 \2', 'g'),
                '\b(tm|dv|sx|xd|xnk|dt|pt)((?:tm|dv|sx|xd|xnk|dt|pt)+)\b', '\1 \2', 'g'),
                '\btm\b', 'thuong mai', 'g'), '\bdv\b', 'dich vu', 'g'), '\bsx\b', 'san xuat', 'g'),
                '\bxd\b', 'xay dung', 'g'), '\bxnk\b', 'xuat nhap khau', 'g'), '\bdt\b', 'dau tu', 'g'),
                '\bpt\b', 'phat trien', 'g'), '\b(?:vn|vietnam)\b', 'viet nam', 'g'),
                '\b(?:ctcp|jsc)\b', 'cong ty co phan', 'g')
        else folded
    end),
    lambda words: list_transform(
        [trim(regexp_replace(regexp_replace(
            words,
            '^cn\b|^ct\b|\b(?:cong ty|cty|c ty|ct(?: tnhh| cp)|tnhh|trach nhiem huu han|mtv|mot thanh vien|'
            || '[1-9] thanh vien|[12] ?tv|hai thanh vien tro len|tro len|co phan|cp|joint stock company|'
            || 'company limited|co ltd|limited|ltd|company|doanh nghiep tu nhan|dntn|dn tu nhan|'
            || 'lien hiep hop tac xa|hop tac xa|htx|to hop tac|tht|chi nhanh|van phong dai dien|vpdd|'
            || 'dia diem kinh doanh|ddkd|ho kinh doanh|hkd|ho kd|ca nhan kinh doanh)\b',
            ' ', 'g'), ' {2,}', ' ', 'g'))],
        lambda plain: coalesce(
            nullif(trim(regexp_replace(regexp_replace(
                plain, '\b(?:thuong mai|dich vu|san xuat|dau tu|xay dung|phat trien|viet nam|va)\b', ' ', 'g'),
                ' {2,}', ' ', 'g')), ''),
            nullif(plain, ''),
            words
        )
    )[1]
)[1]
