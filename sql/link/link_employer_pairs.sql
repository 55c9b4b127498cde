-- One row per unplaced unit and employer that it belongs to (certain) or may belong to (possible), with the score, the fields
-- that agree and that differ, and the blocks that proposed the pair.
--
-- The score adds points for what agrees and takes some for what differs; a field that is missing on a side says nothing. The
-- points are set by hand towards doubt, since too few units lack a code to learn them from; `benchmarks/employers.py`
-- measures what they give (2026-11-22: none of 4,641 units whose known code and address were hidden went to a wrong firm).
--   name     the same words, in any order 10 (an owner's name 7: people share names); a slip of a letter 5; one holds all
--            words of the other 4; cosine of weighted trigrams from 0.75 on 3, from 0.55 on 1; else -5. Numbers must agree:
--            school 1 is not school 2. A slip alone stays weak, since a letter away from most names lies another one.
--   code     one slip away 8, the owner's or representative's personal id 8; a whole code of another firm -6
--   place    the same commune 3, another one -2, another province -8
--   street   the same house and street in the same commune 4, another -1
--   phone    the same 5;  owner: the unit bears the owner's or representative's name 4;  form: the same 1, another -3
-- certain (link_employer_units takes it): 10 points or more, 3 more than the next group of employers, and the unit has no
-- whole code of its own that says otherwise. 10 is what the one employer of a name has where nothing else is known; with a
-- slip in the name three other fields must speak for it. 3 is a commune or a form that tells two homonyms apart.
-- possible: 6 points or more and at most 5 below the best, five a unit, where none is certain. It proves nothing and links
-- nobody; it keeps a firm from being called a non-participant (assess_unproven_employers) and its payees from being told
-- apart from the unit's members (assess_near_enrolled).
-- Reads: link_employer_candidates, link_unplaced_units, link_employer_names, link_employer_trigrams,
-- link_employer_groups.
with entries as materialized (
    select
        candidates.unit_code,
        candidates.employer_id,
        candidates.blocks,
        units.why,
        units.code,
        names.register,
        names.entry_code,
        units.company_key as unit_key,
        names.company_key as employer_key,
        names.is_owners_name,
        units.legal_form as unit_form,
        case when names.legal_form not in ('CN', 'VPDD', 'DDKD') then names.legal_form end as employer_form,
        name_key(units.company_key) = names.representative_key as bears_owners_name,
        units.code = names.representative_id as has_owners_id,
        units.phone = names.phone as same_phone,
        units.street_line = names.street_line as same_street,
        list_has_any(string_split(units.communes, '+'), string_split(names.communes, '+')) as same_commune,
        units.province_code = names.province_code as same_province
    from link_employer_candidates as candidates
    inner join link_unplaced_units as units on units.unit_code = candidates.unit_code
    left join link_employer_names as names on names.employer_id = candidates.employer_id
),

key_pairs as materialized (
    select distinct unit_key, employer_key
    from entries
    where unit_key <> employer_key
),

total as (
    select coalesce(max(all_names), 0) as all_names from link_employer_trigrams
),

vectors as materialized (
    select keys.company_key, keys.trigram, coalesce(known.weight, ln(1.0 + total.all_names)) as weight
    from (
        select company_key, unnest(trigrams(company_key)) as trigram
        from (select unit_key as company_key from key_pairs union select employer_key from key_pairs)
    ) as keys
    cross join total
    left join link_employer_trigrams as known on known.trigram = keys.trigram
),

lengths as (
    select company_key, sqrt(sum(cast(weight * weight as decimal(18, 6)))) as length from vectors group by company_key
),

-- Materialized, or DuckDB 2.0 joins all names by their trigrams first (2026-11-22: 80 s instead of 1 on 500 units).
unit_vectors as materialized (
    select pairs.unit_key, pairs.employer_key, vectors.trigram, vectors.weight
    from key_pairs as pairs
    inner join vectors on vectors.company_key = pairs.unit_key
),

dots as materialized (
    select
        unit_vectors.unit_key,
        unit_vectors.employer_key,
        sum(cast(unit_vectors.weight * vectors.weight as decimal(18, 6))) as dot
    from unit_vectors
    inner join vectors
        on vectors.company_key = unit_vectors.employer_key and vectors.trigram = unit_vectors.trigram
    group by unit_vectors.unit_key, unit_vectors.employer_key
),

cosines as materialized (
    select
        dots.unit_key,
        dots.employer_key,
        round(dots.dot / (of_unit.length * of_employer.length), 3) as cosine
    from dots
    inner join lengths as of_unit on of_unit.company_key = dots.unit_key
    inner join lengths as of_employer on of_employer.company_key = dots.employer_key
),

compared as (
    select
        entries.*,
        coalesce(cosines.cosine, 0.0) as name_cosine,
        company_keys_agree(entries.unit_key, entries.employer_key, coalesce(cosines.cosine, 0.0)) as name_agreement,
        contains(entries.blocks, 'code') as near_code,
        case
            when entries.unit_form is null or entries.employer_form is null then null
            else left(entries.unit_form, 4) = left(entries.employer_form, 4)
        end as same_form
    from entries
    left join cosines on cosines.unit_key = entries.unit_key and cosines.employer_key = entries.employer_key
),

weighed as (
    select
        *,
        case name_agreement
            when 'same' then case when is_owners_name then 7 else 10 end
            when 'slip' then 5
            when 'part' then 4
            when 'like' then 3
            when 'somewhat' then 1
            when 'other' then case when bears_owners_name then 0 else -5 end
            else 0
        end
        + case when near_code or coalesce(has_owners_id, false) then 8 when why = 'unknown' then -6 else 0 end
        + case when same_commune then 3 when not same_province then -8 when not same_commune then -2 else 0 end
        + case when not same_commune then 0 when same_street then 4 when not same_street then -1 else 0 end
        + case when same_phone then 5 else 0 end
        + case when bears_owners_name and not (is_owners_name and name_agreement = 'same') then 4 else 0 end
        + case when same_form then 1 when not same_form then -3 else 0 end
        as score
    from compared
),

best_entries as (
    select
        weighed.*,
        coalesce(groups.group_id, weighed.employer_id) as group_id
    from weighed
    left join link_employer_groups as groups on groups.employer_id = weighed.employer_id
    qualify row_number() over (
        partition by weighed.unit_code, weighed.employer_id
        order by weighed.score desc, weighed.name_cosine desc, weighed.register asc nulls last,
            weighed.entry_code asc nulls last
    ) = 1
),

of_groups as (
    select
        unit_code,
        group_id,
        max(score) as group_score,
        row_number() over (partition by unit_code order by max(score) desc, group_id asc) as place
    from best_entries
    group by unit_code, group_id
),

ranked as (
    select
        entries.*,
        first.group_id as best_group,
        first.group_score as best_score,
        first.group_score - coalesce(second.group_score, -100) as margin,
        row_number() over (
            partition by entries.unit_code
            order by entries.score desc, entries.name_cosine desc, entries.employer_id asc
        ) as place
    from best_entries as entries
    inner join of_groups as first on first.unit_code = entries.unit_code and first.place = 1
    left join of_groups as second on second.unit_code = entries.unit_code and second.place = 2
),

-- Per unit: whether its first candidate is certain; then no other counts.
decided as (
    select
        *,
        max(case when place = 1 and score >= 10 and margin >= 3 and (why <> 'unknown' or near_code) then 1 else 0 end)
            over (partition by unit_code) = 1 as is_settled
    from ranked
)

select
    unit_code,
    employer_id,
    score,
    case when is_settled then 'certain' else 'possible' end as decision,
    name_agreement,
    name_cosine,
    nullif(concat_ws(
        '+',
        case when name_agreement in ('same', 'slip', 'part', 'like', 'somewhat') then 'name_' || name_agreement end,
        case when near_code then 'code_near' end,
        case when has_owners_id then 'code_owners_id' end,
        case when same_commune then 'commune' end,
        case when same_commune and same_street then 'street' end,
        case when same_phone then 'phone' end,
        case when bears_owners_name then 'owner' end,
        case when same_form then 'legal_form' end
    ), '') as agrees,
    nullif(concat_ws(
        '+',
        case when name_agreement = 'other' then 'name' end,
        case when why = 'unknown' and not near_code then 'code' end,
        case when not same_province then 'province' when not same_commune then 'commune' end,
        case when same_commune and not same_street then 'street' end,
        case when not same_form then 'legal_form' end
    ), '') as differs,
    why as code_is,
    blocks
from decided
where (is_settled and place = 1) or (not is_settled and place <= 5 and score >= 6 and score >= best_score - 5)
order by unit_code asc, place asc
