-- One row per compulsory insurance spell, with the person and the employer it belongs to. A spell that names no fund is of all.
-- Units that stand for no employer are kept and marked: who is insured there is insured, but the unit does not make a firm a participant.
-- Reads: core_si_members, link_employer_units, link_persons, link_employers.
select
    members.record_id,
    persons.person_id,
    persons.person_source,
    members.unit_code,
    employers.employer_id,
    employers.group_id,
    coalesce(members.scheme, 'compulsory') as scheme,
    coalesce(members.funds, 'SI+OAI+UI+HI') as funds,
    coalesce(regexp_matches(members.funds, '(^|\+)SI(\+|$)'), true) as has_si,
    members.from_month,
    members.to_month,
    members.contribution_base_vnd,
    members.submitted_date,
    coalesce(units.is_pseudo_unit, false) as is_pseudo_unit
from core_si_members as members
inner join link_persons as persons on persons.record_id = members.record_id
left join link_employer_units as units on units.unit_code = members.unit_code
left join link_employers as employers on employers.employer_id = units.employer_id
where coalesce(members.scheme, 'compulsory') = 'compulsory'
order by record_id asc, unit_code asc nulls last, from_month asc nulls last, to_month asc nulls last,
    submitted_date asc nulls last, contribution_base_vnd asc nulls last
