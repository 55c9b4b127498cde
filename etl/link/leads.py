"""The loosest search: for every lead the nearest enrolled records, with how likely each is the same person.

This is the proof that somebody looked. Nothing is decided here: assess_dossiers reads what was found.
"""

from dataclasses import replace
from pathlib import Path

from etl.engine import Engine
from etl.link import levels, model, opinion, records, residual, scoring, spec, words

SPEC = Path(__file__).parent / "leads.yml"
TABLE = "assess_candidates"
# Of those whom passes 1-4 left without cover, so many are covered after all: what the odds start from. Calibration
# moves it; it only has to be the same in every run.
COVERED = 0.05
# The officer sees so many; what is farther changes no probability.
SHOWN = 5
# The nearest pairs in the fields that the second opinion compares.
PAIRS = f"""(
    select nearest.pair, nearest.search = 'control' as teaches, {
    ", ".join(
        f"{side}.{'birth_month * 100 + ' + side + '.birth_day' if field == 'birth_day' else field} as {side}_{field}"
        for side in ("lead", "enrolled")
        for field in opinion.FIELDS
    )
}
    from nearest
    inner join assess_lead_fields as lead using (lead_id)
    inner join assess_enrolled_fields as enrolled using (enrolled_id))"""


def build(engine: Engine, period: str) -> int:
    """Write `assess_candidates` to the lake: search, person_id, group_id (the lead or control), rank (1 the nearest),
    record_id (the enrolled record), is_own (the register knows the two as one person), is_judged_other (a person said
    that they are not), probability and second_opinion that they are one (0 to 1), weight in bits, block, compared (what
    agrees and differs, in words), and the level of every comparison.

    Gives the number of rows.
    """
    leads = _prepare(engine)
    weights = model.read(residual.MODEL, spec.load(residual.SPEC))
    typical = {"group_id": -10.0} | weights.typical  # an employer that nobody else has: one in a thousand
    scoring.score(engine, leads, replace(weights, matches=COVERED, typical=typical))
    _rank(engine, leads)
    opinion.give(engine, PAIRS)
    return engine.write(
        TABLE,
        period,
        """
        select nearest.* exclude (lead_id, enrolled_id, pair), opinions.second_opinion
        from nearest inner join opinions using (pair)
        order by search, person_id, group_id, rank""",
    )


def _prepare(engine: Engine) -> spec.Spec:
    leads = spec.load(SPEC)
    enrolled = "(select *, enrolled_id as record_key from assess_enrolled_fields)"
    records.prepare(engine, leads, enrolled, "(select *, lead_id as record_key from assess_lead_fields)")
    return leads


def _rank(engine: Engine, leads: spec.Spec) -> None:
    """Make `nearest`: the best pair of every lead and enrolled person, the nearest people of each lead.

    A lead stands under several names, an enrolled person in several records and at several employers: only the best
    pair counts. A lead's own records were found before and do not cover it, others a person judged somebody else:
    they are shown, and take nothing from the odds of the rest.
    """
    engine.execute(f"""
        create or replace temp table paired as
        select lead.lead_id, enrolled.enrolled_id, lead.search, lead.person_id, lead.group_id, enrolled.record_id,
            enrolled.person_id = lead.person_id as is_own, judged.record_id is not null as is_judged_other, s.weight,
            s.block, {words.told(leads)} as compared, {levels.named(leads)},
            case when lead.search <> 'lead' or enrolled.person_id <> lead.person_id and judged.record_id is null
                then pow(2.0, least(s.weight + searches.right_bits, 60)) else 0 end as odds
        from scores as s
        inner join searches using (pass)
        inner join left_records as l on l.id = s.l
        inner join right_records as r on r.id = s.r
        inner join assess_enrolled_fields as enrolled on enrolled.enrolled_id = l.record_key
        inner join assess_lead_fields as lead on lead.lead_id = r.record_key
        left join assess_judged_records as judged
            on judged.person_id = lead.person_id and judged.record_id = enrolled.record_id
            and judged.verdict = 'different'
        qualify row_number() over (
            partition by lead.search, lead.person_id, lead.group_id, enrolled.person_id
            order by s.weight desc, l.record_key, r.record_key
        ) = 1""")
    engine.execute(f"""
        create or replace temp table nearest as
        with ranked as (
            select * exclude (odds),
                case when search = 'lead' and is_own then 1
                    else round(odds / (1 + sum(odds) over (partition by search, person_id, group_id)), 6)
                end as probability,
                cast(row_number() over (
                    partition by search, person_id, group_id order by weight desc, record_id
                ) as integer) as rank
            from paired
        )
        select *, row_number() over (order by search, person_id, group_id, rank) - 1 as pair
        from ranked
        where rank <= {SHOWN}""")
