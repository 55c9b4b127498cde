-- One row per unplaced unit and employer that it might belong to, with the blocks that proposed the employer, '+'-joined:
--   name        the same distinctive words (a name of more than 50 employers only in the unit's commune)
--   trigrams    at least two of the unit's eight rarest runs of three letters, none of them in more than 300 names; the 20
--               nearest names, without those of more than 50 employers
--   commune     the same commune and a word of the name, the ten employers there that share the rarest words
--   code        the written code is one digit, one swap, one lost or one doubled digit away from the employer's
--   owner       the unit bears the name of the employer's owner or representative, in the same commune
--   owners_id   the unit's code is the personal id of the employer's owner or representative
-- Only unplaced units ask, and every block is capped, so that the work grows with their number and not with its square.
-- Reads: link_unplaced_units, link_employer_names, link_employer_codes, link_employer_trigrams.
with units as materialized (
    select *, string_split(communes, '+') as commune_list from link_unplaced_units
),

names as materialized (
    select employer_id, company_key, representative_key, representative_id, string_split(communes, '+') as commune_list
    from link_employer_names
),

unit_runs as materialized (
    select
        keys.company_key,
        keys.trigram,
        known.names,
        known.weight,
        row_number() over (partition by keys.company_key order by known.names asc, keys.trigram asc) as rarity
    from (
        select company_key, unnest(trigrams(company_key)) as trigram
        from (select distinct company_key from units where company_key is not null)
    ) as keys
    inner join link_employer_trigrams as known on known.trigram = keys.trigram
),

-- Runs of employers' names, those that some unplaced unit asks for.
name_runs as materialized (
    select runs.company_key, runs.trigram
    from (
        select company_key, unnest(trigrams(company_key)) as trigram
        from (select distinct company_key from names where company_key is not null)
    ) as runs
    where runs.trigram in (select trigram from unit_runs)
),

near_names as materialized (
    select
        unit_runs.company_key as unit_key,
        name_runs.company_key as employer_key
    from unit_runs
    inner join name_runs on name_runs.trigram = unit_runs.trigram
    where unit_runs.rarity <= 8 and unit_runs.names <= 300 and name_runs.company_key <> unit_runs.company_key
    group by unit_runs.company_key, name_runs.company_key
    having count(*) >= 2
    qualify row_number() over (
        partition by unit_runs.company_key
        order by cast(sum(unit_runs.weight) as decimal(18, 6)) desc, name_runs.company_key asc
    ) <= 20
),

-- Words and not runs of letters inside a commune: the same hits for a fifth of the rows.
unit_words as materialized (
    select unit_code, commune_code, unnest(list_distinct(string_split(company_key, ' '))) as word
    from (select unit_code, company_key, unnest(commune_list) as commune_code from units where company_key is not null)
),

name_words as materialized (
    select employer_id, commune_code, unnest(list_distinct(string_split(company_key, ' '))) as word
    from (
        select distinct employer_id, company_key, unnest(commune_list) as commune_code
        from names
        where company_key is not null
    )
    where commune_code in (select commune_code from unit_words)
),

word_weights as materialized (
    select commune_code, word, 1.0 / count(distinct employer_id) as weight from name_words group by commune_code, word
),

neighbours as materialized (
    select unit_words.unit_code, name_words.employer_id
    from unit_words
    inner join name_words
        on name_words.commune_code = unit_words.commune_code and name_words.word = unit_words.word
    inner join word_weights
        on word_weights.commune_code = unit_words.commune_code and word_weights.word = unit_words.word
    group by unit_words.unit_code, name_words.employer_id
    qualify row_number() over (
        partition by unit_words.unit_code
        order by sum(cast(word_weights.weight as decimal(18, 6))) desc, name_words.employer_id asc
    ) <= 10
),

places as (
    select unnest(range(1, 15)) as place
),

digits as (
    select cast(unnest(range(0, 10)) as varchar) as digit
),

slips as (
    select units.unit_code, substr(code, 1, place - 1) || digit || substr(code, place + 1) as code
    from units cross join places cross join digits
    where place <= length(code)
    union
    select units.unit_code, substr(code, 1, place - 1) || digit || substr(code, place)
    from units cross join places cross join digits
    where place <= length(code) + 1
    union
    select units.unit_code, substr(code, 1, place - 1) || substr(code, place + 1)
    from units cross join places
    where place <= length(code)
    union
    select
        units.unit_code,
        substr(code, 1, place - 1) || substr(code, place + 1, 1) || substr(code, place, 1) || substr(code, place + 2)
    from units cross join places
    where place < length(code)
),

homonyms as (
    select company_key, count(distinct employer_id) > 50 as are_many
    from names
    where company_key in (select company_key from units union all select employer_key from near_names)
    group by company_key
),

proposed as (
    select units.unit_code, names.employer_id, 'name' as block
    from units
    inner join homonyms on homonyms.company_key = units.company_key
    inner join names on names.company_key = units.company_key
    where not homonyms.are_many or coalesce(list_has_any(units.commune_list, names.commune_list), false)
    union
    select units.unit_code, names.employer_id, 'trigrams'
    from units
    inner join near_names on near_names.unit_key = units.company_key
    inner join homonyms on homonyms.company_key = near_names.employer_key and not homonyms.are_many
    inner join names on names.company_key = near_names.employer_key
    union
    select unit_code, employer_id, 'commune' from neighbours
    union
    select slips.unit_code, codes.employer_id, 'code'
    from slips
    inner join link_employer_codes as codes on codes.code = slips.code and codes.known_by <> 'unit'
    union
    select units.unit_code, names.employer_id, 'owner'
    from units
    inner join names on names.representative_key = name_key(units.company_key)
    where coalesce(list_has_any(units.commune_list, names.commune_list), false)
    union
    select units.unit_code, names.employer_id, 'owners_id'
    from units
    inner join names on names.representative_id = units.code
)

select unit_code, employer_id, string_agg(block, '+' order by block) as blocks
from proposed
group by unit_code, employer_id
order by unit_code asc, employer_id asc
