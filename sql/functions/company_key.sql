-- The words that tell one firm from another: firm_words without the legal form, the number or place of a branch or
-- workshop, the province behind a school's or commune's name, and the general words trade, service, production,
-- construction, investment, development, Viet Nam. Where nothing else is left the general words stay. DOMAIN §6.4.
-- NULL: there is no name.
create function company_key(value varchar) returns varchar return
list_transform(
    [firm_words(value)],
    lambda words: list_transform(
        [trim(regexp_replace(regexp_replace(
            case
                when regexp_matches(words, '^truong| tai | tinh |[0-9]$') then regexp_replace(regexp_replace(
                    regexp_replace(regexp_replace(
                        words,
                        '^((?:cn|chi nhanh|van phong dai dien|vpdd|dia diem kinh doanh|ddkd)\b.*[a-z]) tai .*$', '\1'),
                        '^((?:truong|tieu hoc|mam non|trung hoc|thcs|thpt)\b.*[a-z]|.*\b(?:xa|phuong|huyen)\b.*[a-z])'
                        || ' tinh [a-z ]+$', '\1'),
                    '^truong (tieu hoc|trung hoc|mam non|mau giao|pho thong|cao dang|dai hoc|trung cap)\b', '\1'),
                    ' (?:phan xuong|xuong|co so|phan hieu)(?: so)? [0-9]{1,2}$', ' ')
                else words
            end,
            '^cn(?: so)?(?: [0-9]{1,2}\b)?|^ct\b|\b(?:(?:chi nhanh|van phong dai dien|vpdd|vp dai dien|dia diem kinh doanh|ddkd)'
            || '(?: so)?(?: [0-9]{1,2}\b)?|cong ty|cong ti|cty|cti|c ty|ct(?: tnhh| cp| co phan)|tnhh|trach nhiem huu han|mtv|'
            || 'mot thanh vien|[1-9] thanh vien|[12] ?tv|hai thanh vien(?: tro len)?|tro len|co phan|cp|joint stock company|'
            || 'joint stock|(?:one|single) member|company limited|co ltd|limited|ltd|llc|corporation|corp|company|branch|'
            || 'representative office|private enterprise|doanh nghiep tu nhan|dntn|dn tu nhan|dn tn|lien hiep hop tac xa|'
            || 'lien hiep htx|lhhtx|hop tac xa|htx|cooperative|to hop tac|tht|ho kinh doanh|hkd|ho ca the|'
            || 'ca nhan kinh doanh|household business)\b',
            ' ', 'g'), ' {2,}', ' ', 'g'))],
        lambda plain: coalesce(
            nullif(trim(regexp_replace(regexp_replace(
                plain, '\b(?:thuong mai|dich vu|san xuat|dau tu|xay dung|phat trien|viet nam|va|and)\b', ' ', 'g'),
                ' {2,}', ' ', 'g')), ''),
            nullif(plain, ''),
            words
        )
    )[1]
)[1]
