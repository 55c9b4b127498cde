-- A firm's name as plain words: folded, and what offices shorten written out (DOMAIN §6.4): trade words (`TM`, `XNK`, also run
-- together as in `TMDV`), schools and public bodies (`Trường TH`, `UBND`), and the English words for them. What has two
-- readings (`CN`, `TV`, `VT`, `KT`) stays short. NULL: there is no name.
create function firm_words(value varchar) returns varchar return
list_transform(
    [fold(company_name(value))],
    lambda folded: case
        when regexp_matches(folded, '\b(?:(?:tm|dv|sx|xd|xnk|dt|pt)+|truong (?:th|mn)|^tt|^bv|h t x|^ub|import|export|'
            || 'bds|bvdk|cntt|construction|ctcp|development|dl|dt|dv|electronic|electronics|food|foods'
            || '|furniture|garment|gdtx|hdnd|investment|investments|jsc|kd|manufacturing|mechanical|nhtmcp|nk'
            || '|nn|packaging|pharma|pharmaceutical|plastic|plastics|production|pt|ptdtbt|ptdtnt|seafood'
            || '|service|services|shoes|steel|sx|technology|thcs|thpt|tm|tmcp|tourism|trading|transport'
            || '|transportation|travel|ttgdtx|ttyt|tvtk|ubnd|vietnam|vlxd|vn|xd|xk|xnk)\b')
            then array_to_string(
                list_transform(
                    string_split(
                        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                            folded,
                            '\b(tm|dv|sx|xd|xnk|dt|pt)((?:tm|dv|sx|xd|xnk|dt|pt)+)\b', '\1 \2', 'g'),
                            '\b(tm|dv|sx|xd|xnk|dt|pt)((?:tm|dv|sx|xd|xnk|dt|pt)+)\b', '\1 \2', 'g'),
                            '\b(tm|dv|sx|xd|xnk|dt|pt)((?:tm|dv|sx|xd|xnk|dt|pt)+)\b', '\1 \2', 'g'),
                            '\b(?:import (?:and )?export|export (?:and )?import)\b', 'xnk', 'g'),
                            '\btruong th\b', 'truong tieu hoc', 'g'),
                            '\btruong mn\b', 'truong mam non', 'g'),
                            '^tt\b', 'trung tam', 'g'), '^bv\b', 'benh vien', 'g'),
                            '\bh t x\b', 'htx', 'g'), '^ub (?:nhan dan|nd)\b', 'uy ban nhan dan', 'g'),
                        ' '
                    ),
                    lambda word: case
                        when word in ('tm', 'trading') then 'thuong mai'
                        when word in ('dv', 'service', 'services') then 'dich vu'
                        when word in ('sx', 'manufacturing', 'production') then 'san xuat'
                        when word in ('xd', 'construction') then 'xay dung'
                        when word = 'xnk' then 'xuat nhap khau'
                        when word = 'xk' then 'xuat khau'
                        when word = 'nk' then 'nhap khau'
                        when word in ('dt', 'investment', 'investments') then 'dau tu'
                        when word in ('pt', 'development') then 'phat trien'
                        when word = 'kd' then 'kinh doanh'
                        when word in ('dl', 'tourism', 'travel') then 'du lich'
                        when word = 'bds' then 'bat dong san'
                        when word = 'vlxd' then 'vat lieu xay dung'
                        when word = 'cntt' then 'cong nghe thong tin'
                        when word = 'technology' then 'cong nghe'
                        when word in ('transport', 'transportation') then 'van tai'
                        when word = 'nn' then 'nong nghiep'
                        when word = 'tvtk' then 'tu van thiet ke'
                        when word in ('electronic', 'electronics') then 'dien tu'
                        when word = 'seafood' then 'thuy san'
                        when word = 'packaging' then 'bao bi'
                        when word = 'shoes' then 'giay da'
                        when word in ('plastic', 'plastics') then 'nhua'
                        when word in ('pharma', 'pharmaceutical') then 'duoc pham'
                        when word = 'garment' then 'may mac'
                        when word = 'mechanical' then 'co khi'
                        when word = 'steel' then 'thep'
                        when word in ('food', 'foods') then 'thuc pham'
                        when word = 'furniture' then 'noi that'
                        when word in ('vn', 'vietnam') then 'viet nam'
                        when word in ('ctcp', 'jsc') then 'cong ty co phan'
                        when word = 'nhtmcp' then 'ngan hang thuong mai co phan'
                        when word = 'tmcp' then 'thuong mai co phan'
                        when word = 'ubnd' then 'uy ban nhan dan'
                        when word = 'hdnd' then 'hoi dong nhan dan'
                        when word = 'thcs' then 'trung hoc co so'
                        when word = 'thpt' then 'trung hoc pho thong'
                        when word = 'ptdtnt' then 'pho thong dan toc noi tru'
                        when word = 'ptdtbt' then 'pho thong dan toc ban tru'
                        when word = 'ttyt' then 'trung tam y te'
                        when word = 'bvdk' then 'benh vien da khoa'
                        when word = 'gdtx' then 'giao duc thuong xuyen'
                        when word = 'ttgdtx' then 'trung tam giao duc thuong xuyen'
                        else word
                    end
                ),
                ' '
            )
        else folded
    end
)[1]
