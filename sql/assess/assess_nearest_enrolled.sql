-- One row per lead (a person and a group of employers): its nearest enrolled records in words, a line each, as the officer
-- reads them: who, born when, insurance number, last insured where and when, what agrees and differs, how probable.
-- A person whose data are protected is not named, nor who carries a protected person's number.
-- Reads: assess_candidates, core_si_members, link_persons, core_residents, assess_protected_records.
with members as (
    select
        record_id,
        full_name,
        birth_date,
        birth_precision,
        coalesce(si_number, 'không rõ') as si_number,
        unit_code,
        from_month,
        to_month
    from core_si_members
    where record_id in (select record_id from assess_candidates where search = 'lead')
    qualify row_number() over (
        partition by record_id
        order by to_month desc nulls first, from_month desc nulls last, unit_code asc nulls last, source_file asc, source_row asc
    ) = 1
),

spoken as (
    select
        candidates.person_id,
        candidates.group_id,
        candidates.rank,
        case when residents.is_protected or carrying.record_id is not null then 'một người được bảo vệ thông tin'
            else concat_ws(', ',
                members.full_name,
                'sinh ' || case members.birth_precision
                    when 'year' then strftime(members.birth_date, '%Y')
                    when 'month' then strftime(members.birth_date, '%m/%Y')
                    else strftime(members.birth_date, '%d/%m/%Y')
                end,
                'mã số BHXH ' || members.si_number,
                'đơn vị ' || members.unit_code || coalesce(' từ ' || strftime(members.from_month, '%m/%Y'), '')
                || coalesce(' đến ' || strftime(members.to_month, '%m/%Y'), ' đến nay')
            )
        end as who,
        case
            when candidates.is_own then 'chính người này, không tham gia trong thời gian này'
            when candidates.is_judged_other then 'cán bộ đã đối chiếu và xác định là người khác'
            else concat_ws('; ', nullif(candidates.compared, ''), 'khả năng là một người ' || case
                when candidates.probability < 0.001 then 'dưới 0,1 %'
                when candidates.probability > 0.999 then 'trên 99,9 %'
                else replace(cast(cast(100 * candidates.probability as decimal(4, 1)) as varchar), '.', ',') || ' %'
            end)
        end as finding
    from assess_candidates as candidates
    inner join members on members.record_id = candidates.record_id
    inner join link_persons as persons on persons.record_id = candidates.record_id
    left join core_residents as residents on residents.record_id = persons.person_id
    left join assess_protected_records as carrying on carrying.record_id = candidates.record_id
    where candidates.search = 'lead'
)

select
    person_id,
    group_id,
    string_agg(rank || '. ' || who || ': ' || finding, chr(10) order by rank) as candidates
from spoken
group by person_id, group_id
order by person_id asc, group_id asc
