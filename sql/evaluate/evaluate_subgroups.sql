-- One row per subgroup of workers: published lines (A and B) and how many of them are false, truly uncovered and how many of
-- them were published. A group for whom we err more often than for others is found here.
-- Reads: evaluate_worker_lines, evaluate_employments, truth_people, truth_employers.
with seen as (
    select person_no, employer_no, 1 as lines, cast(true_status is distinct from 'uncovered' as integer) as false_lines,
        0 as uncovered, 0 as found
    from evaluate_worker_lines
    where grade in ('A', 'B') and not is_undecidable
    union all
    select person_no, employer_no, 0, 0, 1, cast(coalesce(word in ('A', 'B'), false) as integer)
    from evaluate_employments
    where true_status = 'uncovered' and not is_undecidable and not is_protected
),

described as (
    select
        seen.*,
        case people.sex when 'F' then 'women' else 'men' end as sex,
        case
            when people.birth_date >= make_date(1996, 1, 1) then 'born 1996 and later'
            when people.birth_date >= make_date(1976, 1, 1) then 'born 1976 to 1995'
            else 'born before 1976'
        end as age,
        case when people.is_minority then 'ethnic minority' else 'Kinh' end as ethnicity,
        people.kind as residence,
        case
            when employers.workers_paid < 10 then 'employer of fewer than 10'
            when employers.workers_paid < 100 then 'employer of 10 to 99'
            else 'employer of 100 and more'
        end as size
    from seen
    inner join truth_people as people on people.person_no = seen.person_no
    inner join truth_employers as employers on employers.employer_no = seen.employer_no
),

told as (
    select described.*, unnest([sex, age, ethnicity, residence, size]) as subgroup from described
)

select
    subgroup,
    cast(sum(lines) as bigint) as lines,
    cast(sum(false_lines) as bigint) as false_lines,
    cast(sum(uncovered) as bigint) as uncovered,
    cast(sum(found) as bigint) as found
from told
group by subgroup
order by subgroup asc
