"""The labelled pairs as the residual pass weighs them: two records cut into fields by sql/link, beside a province.

The province is drawn by `etl.sample`: how frequent names, years and communes are comes from it, and so does the chance
that a pair is one person before anything is compared. A pair stands alone (a clerk judged it so, without its rivals)
and is weighed whether or not a block would propose it; what the blocks propose is told beside.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import log2
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from etl.engine import Engine, rendered
from etl.link import assignment, levels, records, scoring
from etl.link.model import Model
from etl.link.spec import Block, Spec
from etl.pipeline import VALUES
from etl.sample import geography, people
from etl.sample.streams import Streams

SUITE = Path(__file__).parent / "persons"
REACHED = Path(__file__).parent / "reached.csv"
PROVINCE, PEOPLE, PERIOD, SEED = "40", 60_000, "2026-09", 5
# A province of today has three million residents (102 million in 34); of the members and card holders whom no number
# settles about half are among them (2026-11-22: 54 % of members, 86 % of card holders in the sample).
RESIDENTS, ODDS = 3_000_000, 0.0
TODAY = np.datetime64("2026-09-01", "D")
NUMBERS = ("personal_id", "previous_personal_id", "old_id_number", "si_number", "tax_code")
# What the registers that are compared do not hold: employer_id, phone, household_id.
HELD = ("full_name", "sex", "commune_code", *NUMBERS)
SIDES = ("left", "right")
# Who may be enrolled with one chance in a hundred is no clear non-link.
POSSIBLE = 0.01
COUNTED = ("true_pairs", "not_refused", "proposed", "other_pairs", "not_certain")
RIGHT = {
    True: ("certain", "possible"),
    False: ("possible", "no"),
    "unsure": ("possible", "no"),
}
RECORDS = """
    create or replace table link_person_records as
    select *, name_key(full_name) as name_key,
        coalesce(extract(year from birth_date), personal_id_birth_year(personal_id)) as birth_year
    from (select * replace (person_name(full_name) as full_name) from written)"""
OLD = "(select distinct old_commune_code from ref_commune_changes)"
VINTAGE = f"case when commune_code in {OLD} then '2025-06-30' else '2025-07-01' end"
PLACED = f"select record_id, commune_code as {{column}}, {VINTAGE} as commune_vintage from written"


@dataclass(frozen=True)
class Judged:
    """A labelled pair, weighed.

    Attributes:
        phenomenon, number: where it stands, the first pair being 1.
        same: the clerk's verdict: True, False or "unsure".
        probability, weight: of the two being one person.
        levels: comparison → level, None where a side lacks what is compared.
        proposed: whether some block of the specification proposes it.
    """

    phenomenon: str
    number: int
    same: bool | str
    probability: float
    weight: float
    levels: dict[str, str | None]
    proposed: bool

    @property
    def decision(self) -> str:
        """As the run decides: certain, possible or no."""
        if self.probability >= VALUES["certain_link"]:
            return "certain"
        return "possible" if self.probability >= POSSIBLE else "no"

    @property
    def is_right(self) -> bool:
        return self.decision in RIGHT[self.same]


def pairs() -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Phenomenon, number and pair of everything in the suite."""
    for file in sorted(SUITE.glob("*.yml")):
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
        for number, pair in enumerate(told["pairs"], 1):
            yield file.stem, number, pair


def make_fields(engine: Engine) -> None:
    """Make `link_person_fields` of the labelled pairs and of the province, with `pair` (NULL for the province)."""
    written = pa.Table.from_pylist([*_labelled(), *_province()], schema=SCHEMA)
    engine.connection.register("written_here", written)
    engine.execute("create or replace table written as from written_here")
    engine.connection.unregister("written_here")
    engine.execute(RECORDS)
    for table, source, column in (
        ("core_residents", "residents", "current_commune_code"),
        ("core_hi_cards", "hi_cards", "commune_code"),
    ):
        engine.execute(
            f"create or replace table {table} as {PLACED.format(column=column)} where source = '{source}'"
        )
    engine.execute("alter table core_hi_cards add column si_number varchar")
    engine.execute("create or replace table core_si_members (record_id varchar, si_number varchar)")
    engine.execute(f"""
        create or replace table link_person_fields as
        select f.*, case when f.record_id like '%/%' then split_part(f.record_id, ' ', 1) end as pair
        from ({rendered("link_person_fields")}) as f""")
    _bring_home(engine)


SCHEMA = pa.schema(
    [
        (name, pa.date32() if name == "birth_date" else pa.string())
        for name in ("record_id", "source", *HELD, "birth_date", "birth_precision")
    ]
)


def _labelled() -> Iterator[dict[str, Any]]:
    for phenomenon, number, pair in pairs():
        for side, source in zip(SIDES, ("residents", "hi_cards"), strict=True):
            told = pair[side]
            yield {
                "record_id": f"{phenomenon}/{number} {side}",
                "source": source,
                **{name: told.get(name) for name in HELD},
                **_birth(told),
            }


def _birth(told: dict[str, Any]) -> dict[str, Any]:
    if "birth_year" in told:
        return {"birth_date": date(told["birth_year"], 1, 1), "birth_precision": "year"}
    return {"birth_date": told.get("birth_date"), "birth_precision": "day"}


def _province() -> Iterator[dict[str, Any]]:
    """The residents of a drawn province, without numbers: only how frequent their values are is of use."""
    land = geography.load(PROVINCE)
    drawn = people.draw(Streams(PROVINCE, PEOPLE, PERIOD, SEED), land, PEOPLE, TODAY)
    births = drawn.birth.astype("datetime64[D]").tolist()
    names = drawn.name.to_pylist()
    for at in range(PEOPLE):
        yield {
            "record_id": f"resident {at:07}",
            "source": "residents",
            "full_name": names[at],
            "sex": "F" if drawn.female[at] else "M",
            "commune_code": land.old_code[drawn.commune[at]],
            "birth_date": births[at],
            "birth_precision": "day",
        }


def _bring_home(engine: Engine) -> None:
    """Move the labelled pairs into communes of the province, equal ones into one and unequal ones into two.

    They live all over the country, where each commune would be as rare as it is in no province's register.
    """
    engine.execute("""
        update link_person_fields as f set commune = h.commune
        from (
            select p.record_id, homes.commune
            from (
                select record_id, pair,
                    dense_rank() over (order by pair) + dense_rank() over (partition by pair order by commune) as place
                from link_person_fields where pair is not null and commune is not null
            ) as p
            inner join (
                select commune, row_number() over (order by count(*) desc, commune) - 1 as place, count(*) over () as n
                from link_person_fields where pair is null group by commune
            ) as homes on homes.place = p.place % homes.n
        ) as h
        where h.record_id = f.record_id""")


def judge(engine: Engine, spec: Spec, model: Model) -> list[Judged]:
    """Weigh every labelled pair by a specification that reads `link_person_fields` and its model."""
    alone = spec.model_copy(
        update={"blocks": {"pair": Block(equal=("pair",), **{"pass": 1})}, "possible": 1e-30}
    )
    sides = ("source = 'residents'", "source <> 'residents'")
    records.prepare(engine, alone, *(f"(from link_person_fields where {side})" for side in sides))
    scoring.score(engine, alone, model)
    engine.execute("update searches set right_bits = $bits", bits=ODDS - log2(RESIDENTS))
    assignment.weigh(engine, alone.model_copy(update={"possible": 0.0}))
    rows = engine.execute(f"""
        select lf.pair, c.probability, c.weight, {_proposed(spec)}, {levels.named(spec)}
        from candidates as c
        inner join scores as s using (l, r)
        inner join link_person_fields as lf on lf.record_id = c.left_key
        inner join link_person_fields as rf on rf.record_id = c.right_key""")
    weighed = {name: rest for name, *rest in rows}
    judged = []
    for phenomenon, number, pair in pairs():
        probability, weight, proposed, *found = weighed[f"{phenomenon}/{number}"]
        named = dict(zip(spec.comparisons, found, strict=True))
        judged.append(Judged(phenomenon, number, pair["same"], probability, weight, named, proposed))
    return judged


def reached(judged: list[Judged]) -> dict[str, dict[str, int]]:
    """Phenomenon → how many of its pairs are true and of these not refused and proposed by a block, how many are not
    true and of these not certain. The rows of `reached.csv`."""
    found: dict[str, dict[str, int]] = {}
    for each in judged:
        row = found.setdefault(each.phenomenon, dict.fromkeys(COUNTED, 0))
        if each.same is True:
            row["true_pairs"] += 1
            row["not_refused"] += each.decision != "no"
            row["proposed"] += each.proposed
        else:
            row["other_pairs"] += 1
            row["not_certain"] += each.decision != "certain"
    return found


def write_reached(judged: list[Judged]) -> None:
    """Keep what is reached now."""
    with REACHED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["phenomenon", *COUNTED])
        writer.writerows([name, *row.values()] for name, row in reached(judged).items())


def read_reached() -> dict[str, dict[str, int]]:
    """What was reached when it was last kept."""
    with REACHED.open(encoding="utf-8", newline="") as file:
        return {row["phenomenon"]: {name: int(row[name]) for name in COUNTED} for row in csv.DictReader(file)}


def _proposed(spec: Spec) -> str:
    """SQL for whether some block proposes the pair of `lf` and `rf`."""
    blocks = [
        " and ".join(f"lf.{one} = rf.{other}" for one, other in zip(*block.sides(), strict=True))
        for block in spec.blocks.values()
    ]
    return f"coalesce({' or '.join(f'coalesce({block}, false)' for block in blocks)}, false)"
