-- One row per payee person: what the registers say that bears on the duty to be insured.
-- Birth date and sex: the resident register's, else those inside the 12-digit id (year only, then 1 January: NĐ 135/2020
-- Art. 4(3)). retirement_month: the first after reaching the age of the moving table (etl/law/parameters.yml), normal
-- conditions. Where the year or the sex inside the number says otherwise than the register, by whichever lets them retire
-- first: one of the two is a slip, and nobody is accused over it. working_age_month: that of the fifteenth birthday.
-- Whoever carries a protected resident's number is protected too, also where the names differ.
-- Reads: assess_payments, link_person_records, core_residents, core_hi_cards, link_persons,
-- assess_protected_records, ref_law_parameters.
with people as materialized (
    select person_id, min(personal_id) as payee_personal_id, min(first_month) as first_month, max(last_month) as last_month
    from assess_payments group by person_id
),

-- Materialized before months are compared: else DuckDB 2.0 compares every row with every other.
held_cards as materialized (
    select people.*, cards.object_code, cards.valid_from, coalesce(cards.valid_to, people.last_month) as valid_to
    from core_hi_cards as cards
    inner join link_persons as persons on persons.record_id = cards.record_id
    inner join people on people.person_id = persons.person_id
),

-- Soldiers and police are insured by their ministries, not in this register; a card of theirs of any date says so.
cards as (
    select
        person_id,
        bool_or(object_code in ('QN', 'CA', 'CY')) as is_armed_forces,
        coalesce(bool_or(object_code = 'HT') filter (where valid_from <= last_month and valid_to >= first_month), false)
            as holds_pensioner_card,
        coalesce(
            bool_or(object_code in ('DN', 'HX', 'CH', 'NN', 'TK', 'HC'))
                filter (where valid_from <= last_month and valid_to >= first_month),
            false
        ) as holds_employee_card
    from held_cards
    group by person_id
),

described as (
    select
        people.person_id,
        people.first_month,
        people.last_month,
        coalesce(residents.personal_id, people.payee_personal_id) as personal_id,
        residents.full_name as resident_name,
        residents.current_commune_code,
        residents.commune_vintage,
        residents.status as resident_status,
        coalesce(residents.is_protected, false)
        or people.person_id in (
            select persons.person_id
            from link_persons as persons
            inner join assess_protected_records as carrying on carrying.record_id = persons.record_id
        ) as is_protected,
        coalesce(residents.sex, records.sex, personal_id_sex(people.payee_personal_id)) as sex,
        coalesce(
            residents.birth_date,
            records.birth_date,
            make_date(cast(personal_id_birth_year(people.payee_personal_id) as integer), 1, 1)
        ) as birth_date,
        coalesce(cards.is_armed_forces, false) as is_armed_forces,
        coalesce(cards.holds_pensioner_card, false) as holds_pensioner_card,
        coalesce(cards.holds_employee_card, false) as holds_employee_card
    from people
    inner join link_person_records as records on records.record_id = people.person_id
    left join core_residents as residents on residents.record_id = people.person_id
    left join cards on cards.person_id = people.person_id
),

born as (
    select
        person_id,
        unnest(list_distinct([sex, coalesce(personal_id_sex(personal_id), sex)])) as sex,
        least(
            birth_date,
            make_date(
                cast(coalesce(personal_id_birth_year(personal_id), extract(year from birth_date)) as integer),
                cast(extract(month from birth_date) as integer),
                cast(least(extract(day from birth_date), 28) as integer)
            )
        ) as birth_date
    from described
),

retirement_ages as (
    select
        key as sex,
        cast(from_date as date) as from_date,
        cast(to_date as date) as to_date,
        cast(cast(value as double) as integer) as months
    from ref_law_parameters
    where parameter = 'retirement_age'
),

-- Reached in the first year whose age they have by its end: on the birthday of that age, or as the year begins.
retiring as (
    select
        born.person_id,
        min(greatest(cast(born.birth_date + to_months(ages.months) as date), ages.from_date)) as reached_date
    from born
    inner join retirement_ages as ages on ages.sex = born.sex
    where born.birth_date + to_months(ages.months) <= ages.to_date
    group by born.person_id
)

select
    described.*,
    cast(date_trunc('month', retiring.reached_date) + interval 1 month as date) as retirement_month,
    cast(date_trunc('month', described.birth_date + interval 15 year) as date) as working_age_month
from described
left join retiring on retiring.person_id = described.person_id
order by described.person_id asc
