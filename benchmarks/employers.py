"""How well units without a sure tax code find their employer: by name alone, and with their code hidden.

`python benchmarks/employers.py [--people 200000] [--seed 5] [--dirt 2] [--write]`

Variants: tests/unit/link/company_variants.csv. Every name_a is an employer of the register in a commune of its own or
with a few others; every name_b is a unit in the commune of its name_a, without tax code, street or telephone. Where
the two are different firms, the unit's own is not in the register: the worst case.
Hidden codes: a sample is made and linked; then every unit whose tax code ties it to a registered employer loses its
code, in the second setting its street too, in the third its street and its commune, and is looked for again.
`--write` puts the figures into benchmarks/README.md between its `employers` marks.
"""

import argparse
import csv
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from etl import delivered, pipeline, sample
from etl import engine as sql
from etl.engine import Engine
from etl.lake import Lake
from etl.sources import landing
from etl.sources.declaration import all_sources

ROOT = Path(__file__).parents[1]
VARIANTS = ROOT / "tests" / "unit" / "link" / "company_variants.csv"
README = ROOT / "benchmarks" / "README.md"
MARKS = ("<!-- employers: written by benchmarks/employers.py --write -->", "<!-- /employers -->")
COMMUNES = 40
RESIDUAL = (
    "link_unplaced_units",
    "link_employer_candidates",
    "link_employer_pairs",
)
SETTINGS = {
    "code hidden": "null as tax_code",
    "code and street hidden": "null as tax_code, null as address",
    "code, street and commune hidden": "null as tax_code, null as address, null as commune_code",
}


def read_variants() -> list[dict[str, str]]:
    """The table of pairs: name_a, name_b, same (1 or 0), what."""
    with VARIANTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tax_codes() -> Iterator[str]:
    """Made-up ten-digit tax codes with their check digit (DOMAIN §1.4)."""
    serial = 290000000
    while True:
        serial += 37
        rest = sum(w * int(d) for w, d in zip((31, 29, 23, 19, 17, 13, 7, 5, 3), str(serial), strict=True))
        if rest % 11:
            yield f"{serial}{10 - rest % 11}"


def _put(engine: Engine, source: str, rows: list[Mapping[str, str]]) -> None:
    """A landed table from a few rows; what they do not say is empty."""
    declared = next(one for one in all_sources() if one.name == source)
    names = sorted({name for row in rows for name in row})
    taken = ", ".join(
        f"cast(row[{names.index(name) + 1}] as {kind}) as {name}"
        if name in names
        else f"cast(null as {kind}) as {name}"
        for name, kind in declared.landed_columns().items()
    )
    engine.connection.execute(
        f"create or replace temp table landed_{source} as select {taken} from (select unnest($rows) as row)",
        {"rows": [[row.get(name) for name in names] for row in rows]},
    ).fetchall()


def judge_variants(engine: Engine, variants: list[dict[str, str]]) -> list[tuple[str, bool, bool, str]]:
    """What the linking says of each pair of names: (what, is the same, keys are equal, verdict).

    The verdict is `certain` or `possible` where the unit was given to name_a, `other` where a certain pair gives it to
    another employer, else `none`.
    """
    communes = [
        row[0]
        for row in engine.execute(
            "select commune_code from ref_communes where commune_vintage = '2025-07-01' and province_code = '40'"
            " order by commune_code limit $few",
            few=COMMUNES,
        )
    ]
    codes = dict(zip(dict.fromkeys(row["name_a"] for row in variants), tax_codes(), strict=False))
    place = {name: communes[at % COMMUNES] for at, name in enumerate(codes)}
    for source in all_sources():
        engine.execute(f"create or replace temp table landed_{source.name} as {landing.empty_select(source)}")
        if source.name in delivered.EARLIER:
            delivered.view_earlier(engine, source.name, None)
    where = {"commune_vintage": "2025-07-01", "source_file": "case", "period": "2026-09"}
    entities = [
        {"entity_code": code, "entity_name": name, "commune_code": place[name], "source_row": "1"} | where
        for name, code in codes.items()
    ]
    kinds = [
        {"entity_kind": "household" if e["entity_name"].startswith("Hộ ") else "enterprise"} for e in entities
    ]
    _put(engine, "business_entities", [e | k for e, k in zip(entities, kinds, strict=True)])
    units = [
        {"unit_code": f"T{at:06}", "unit_name": row["name_b"], "commune_code": place[row["name_a"]]}
        | {"source_row": str(at + 1)}
        | where
        for at, row in enumerate(variants)
    ]
    _put(engine, "si_units", units)
    for table in sql.upstream("link_employer_pairs"):
        engine.execute(f"create or replace temp table {table} as {sql.rendered(table)}")
    found: dict[str, dict[str, str]] = {}
    for unit, employer, decision in engine.execute(
        "select unit_code, employer_id, decision from link_employer_pairs"
    ):
        found.setdefault(unit, {})[employer] = decision
    equal = engine.execute(
        "select company_key(row[1]) = company_key(row[2]) from"
        " (select unnest($rows) as row, unnest($places) as place) order by place",
        rows=[[row["name_a"], row["name_b"]] for row in variants],
        places=list(range(len(variants))),
    )
    judged = []
    for at, row in enumerate(variants):
        pairs = found.get(f"T{at:06}", {})
        verdict = pairs.get(codes[row["name_a"]], "other" if "certain" in pairs.values() else "none")
        judged.append((row["what"], row["same"] == "1", bool(equal[at][0]), verdict))
    return judged


def rates(judged: list[tuple[str, bool, bool, str]]) -> dict[str, tuple[int, int, int, int]]:
    """Per way of saying `same`: (right, same pairs, right of said, said)."""
    same = sum(is_same for _, is_same, _, _ in judged)

    def of(said: list[bool]) -> tuple[int, int, int, int]:
        right = sum(yes and row[1] and row[3] != "other" for yes, row in zip(said, judged, strict=True))
        return right, same, right, sum(said)

    return {
        "equal company_key": of([row[2] for row in judged]),
        "certain pair": of([row[3] in ("certain", "other") for row in judged]),
        "certain or possible pair": of([row[3] != "none" for row in judged]),
    }


def _variant_table(judged: list[tuple[str, bool, bool, str]]) -> list[str]:
    lines = ["| said to be the same by | recall | precision |", "|---|---:|---:|"]
    for what, (right, same, hit, said) in rates(judged).items():
        lines.append(
            f"| {what} | {right} of {same} = {right / same:.1%} | {hit} of {said} = {hit / said:.1%} |"
        )
    lines += [
        "",
        "| what | pairs | equal key | certain | possible | nothing |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for what in dict.fromkeys(row[0] for row in judged):
        rows = [row for row in judged if row[0] == what]
        verdicts = Counter(row[3] for row in rows)
        told = verdicts["certain"] + verdicts["other"]
        lines.append(
            f"| {what} | {len(rows)} | {sum(row[2] for row in rows)} | {told} | {verdicts['possible']} |"
            f" {verdicts['none']} |"
        )
    return lines


def _link_sample(folder: Path, people: int, seed: int, dirt: float) -> Engine:
    sample.make("40", people, "2026-09", seed, folder, dirt, lambda *_: None)
    run = pipeline.Run(folder / "out", "2026-09", datetime.now(UTC), folder / "landing")
    for step in (pipeline.land, pipeline.core, pipeline.link):
        step(run)
    engine = run.open_engine()
    for stage in ("core", "link"):
        pipeline.view_stage(run, engine, stage)
    return engine


def hide_codes(engine: Engine, hidden: str) -> tuple[int, ...]:
    """Look again for units whose code is known: how many, certain and right, certain and wrong, possible, lost."""
    engine.execute(
        "create or replace temp table truth as select units.unit_code, codes.employer_id from core_units as units"
        " join link_employer_codes as codes"
        " on codes.code = tax_code_root(units.tax_code) and codes.known_by = 'business'"
        " where not regexp_matches(units.unit_code, '^(BH|KX|KI|KE|MA|GG|GT|GZ|NQT|KM)')"
    )
    engine.execute(
        f"create or replace temp table core_si_units as select * replace ({hidden}, null as written_tax_code)"
        " from core_units where unit_code in (select unit_code from truth)"
    )
    for table in RESIDUAL:
        engine.execute(f"create or replace temp table {table} as {sql.rendered(table)}")
    return engine.execute(
        "select count(*), count(*) filter (where decision = 'certain' and is_right),"
        " count(*) filter (where decision = 'certain' and not is_right),"
        " count(*) filter (where decision = 'possible' and is_right),"
        " count(*) filter (where decision is null or decision = 'possible' and not is_right) from ("
        " select unit_code, max(decision) as decision, coalesce(bool_or(pairs.employer_id = truth.employer_id), false)"
        " as is_right from truth left join link_employer_pairs as pairs using (unit_code) group by unit_code)"
    )[0]


def _hidden_table(engine: Engine) -> list[str]:
    engine.execute("create or replace temp table core_units as from core_si_units")
    lines = [
        "| what is known of the unit | units | certain and right | certain and wrong | possible | not found |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for what, hidden in SETTINGS.items():
        units, right, wrong, possible, lost = hide_codes(engine, hidden)
        lines.append(
            f"| {what} | {units:,} | {right:,} = {right / units:.1%} | {wrong} | {possible} | {lost} |"
        )
    return lines


def main() -> None:
    """Measure, print, and write where asked."""
    words = argparse.ArgumentParser()
    words.add_argument("--people", type=int, default=200_000)
    words.add_argument("--seed", type=int, default=5)
    words.add_argument("--dirt", type=float, default=2.0)
    words.add_argument("--write", action="store_true")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        with Engine(Lake(Path(scratch) / "variants")) as engine:
            lines = _variant_table(judge_variants(engine, read_variants()))
        began = time.monotonic()
        with _link_sample(Path(scratch), asked.people, asked.seed, asked.dirt) as engine:
            print(f"sample linked in {time.monotonic() - began:.0f} s")
            lines += ["", *_hidden_table(engine)]
    print("\n".join(lines))
    if asked.write:
        before, _, rest = README.read_text(encoding="utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        README.write_text("\n".join([before + MARKS[0], *lines, MARKS[1] + after]), encoding="utf-8")


if __name__ == "__main__":
    main()
