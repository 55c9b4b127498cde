-- The legal form in a firm's name. DOMAIN §6.4: CN branch, VPDD representative office, DDKD business location,
-- HKD household business, HTX cooperative (also unions and groups), DNTN private enterprise, TNHH1 limited company
-- with one member, TNHH2 limited company with two or more or with no number stated, CP joint stock company.
-- A branch's form goes before its firm's. NULL: none is named (schools, public bodies, names alone).
create function legal_form(value varchar) returns varchar return
list_transform(
    [fold(company_name(value))],
    lambda words: case
        when regexp_matches(words, '^(chi nhanh|cn)\b|\bchi nhanh\b|\bbranch\b') then 'CN'
        when regexp_matches(words, '\b(van phong dai dien|vpdd|vp dai dien|representative office)\b') then 'VPDD'
        when regexp_matches(words, '\b(dia diem kinh doanh|ddkd)\b') then 'DDKD'
        when regexp_matches(words, '^(ho kinh doanh|hkd|ho kd|ca nhan kinh doanh|ho ca the)\b') then 'HKD'
        when regexp_matches(words, '^(lien hiep )?(hop tac xa|htx)\b|^(lhhtx|to hop tac|tht)\b') then 'HTX'
        when regexp_matches(words, '\b(doanh nghiep tu nhan|dntn|dn tu nhan|private enterprise)\b') then 'DNTN'
        when regexp_matches(words, '\b(tnhh|trach nhiem huu han|co ltd|company limited|limited|ltd)\b')
            and regexp_matches(words, '\b(mtv|mot thanh vien|1 thanh vien|1 ?tv|one member|single member)\b') then 'TNHH1'
        when regexp_matches(words, '\b(co phan|ctcp|cp|joint stock|jsc)\b') then 'CP'
        when regexp_matches(words, '\b(tnhh|trach nhiem huu han|co ltd|company limited|limited|ltd)\b') then 'TNHH2'
    end
)[1]
