"""Pass 4 of persons: members, beneficiaries and card holders whom no number ties to a resident, against residents.

What passes 1 and 2 settled stays settled. A pair's probability stands beside the other candidates of the same record.
Scores decide nothing by themselves: the models that read `link_person_scores` do.
"""

from pathlib import Path

from etl.engine import Engine
from etl.link import assignment, levels, model, records, scoring, spec, training

HERE = Path(__file__).parent
SPEC, MODEL = HERE / "persons.yml", HERE / "persons.model.json"
TABLE = "link_person_scores"
SETTLED = """
    select pairs.right_record_id as right_key
    from (
        select left_record_id, right_record_id from link_pairs_by_identifier where is_certain
        union all
        select left_record_id, right_record_id from link_pairs_by_near_identifier where is_certain
    ) as pairs
    inner join link_person_fields as residents on residents.record_id = pairs.left_record_id
    where residents.source = 'residents'"""


def build(engine: Engine, period: str) -> int:
    """Write `link_person_scores` to the lake: left_record_id (a resident), right_record_id (of another register),
    probability, weight, block and the level of every comparison; a row per pair as probable as `possible`.

    Gives the number of rows.
    """
    persons = _prepare(engine)
    scoring.score(engine, persons, model.read(MODEL, persons), settled=SETTLED)
    assignment.weigh(engine, persons)
    return engine.write(
        TABLE,
        period,
        f"""
        select c.left_key as left_record_id, c.right_key as right_record_id, c.probability, c.weight, c.block,
            {levels.named(persons)}
        from candidates as c inner join scores as s on s.l = c.l and s.r = c.r
        order by left_record_id, right_record_id""",
    )


def train(engine: Engine, file: Path = MODEL) -> model.Model:
    """Learn the weights anew from the tables in view and pin them in a file."""
    learned = training.learn(engine, _prepare(engine))
    learned.write(file)
    return learned


def _prepare(engine: Engine) -> spec.Spec:
    persons = spec.load(SPEC)
    sides = ("source = 'residents'", "source in ('si_members', 'si_benefits', 'hi_cards')")
    records.prepare(engine, persons, *(f"(from link_person_fields where {side})" for side in sides))
    return persons
