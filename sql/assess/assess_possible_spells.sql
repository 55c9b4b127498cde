-- One row per compulsory insurance spell at a unit that may be an employer's, unproven (link_employer_pairs: possible). It
-- covers nobody and makes nobody a participant; it is a reason to doubt.
-- Reads: assess_insured_spells, link_employer_pairs, link_employers.
select
    spells.record_id,
    spells.unit_code,
    employers.employer_id,
    employers.group_id,
    spells.from_month,
    spells.to_month,
    spells.is_pseudo_unit
from link_employer_pairs as pairs
inner join link_employers as employers on employers.employer_id = pairs.employer_id
inner join assess_insured_spells as spells on spells.unit_code = pairs.unit_code
where pairs.decision = 'possible'
order by record_id asc, unit_code asc, employer_id asc, from_month asc nulls last, to_month asc nulls last
