"""Every model of sql/ on small tables: one folder a case, tests/sql/<table>/<case>/, and no Python.

A case holds one CSV per input (`landed_<source>.csv`, `earlier_<source>.csv`, typed as its declaration says; an absent
one is an empty table, an absent column is empty), `why.txt`, and `expected.csv`, whose header names the columns to
compare. Models between the inputs and the table are built from their own SQL, unless the case holds a CSV named for
one: then its rows stand in place of the model, with the model's own columns and types. Inputs that no source delivers
are empty where absent: `judgements_in_force`, `previous_link_identities`, `link_person_scores`, `assess_candidates`,
`assess_deadlines`, the truth. Where a case does not say, provenance is filled in: period 2026-09 (2025 for tax_payees,
2026-08 for what came earlier), source_file `case.csv`, source_row the line in the CSV, row_hash the same. Parameters
are those of a run of 2026-09, but for the names and values in the case's `parameters.csv`.
"""

import csv
from pathlib import Path

import pytest

from etl import delivered, pipeline
from etl import engine as sql
from etl.engine import Engine
from etl.lake import Lake
from etl.law import deadlines
from etl.link import identities, judging
from etl.sources.declaration import all_sources

FOLDER = Path(__file__).parent
CASES = sorted(file.parent for file in FOLDER.glob("*/*/expected.csv"))
SOURCES = {f"landed_{source.name}": source for source in all_sources()}
SOURCES |= {f"earlier_{source.name}": source for source in all_sources() if source.name in delivered.EARLIER}
VIEWS = {
    judging.VIEW: judging.COLUMNS,
    identities.VIEW: identities.COLUMNS,
    "link_person_scores": {
        "left_record_id": "varchar", "right_record_id": "varchar", "probability": "double", "weight": "double",
        "block": "varchar",
    },
    "assess_deadlines": deadlines.COLUMNS,
    "assess_candidates": {
        "search": "varchar", "person_id": "varchar", "group_id": "varchar", "record_id": "varchar", "is_own": "boolean",
        "is_judged_other": "boolean",
        "compared": "varchar", "number": "varchar", "register": "varchar", "probability": "double", "rank": "integer",
        "second_opinion": "double",
    },
    "truth_records": {
        "source": "varchar", "source_file": "varchar", "source_row": "bigint", "person_no": "bigint",
        "employer_no": "bigint",
    },
    "truth_employments": {
        "person_no": "bigint", "employer_no": "bigint", "annex": "varchar", "status": "varchar", "reason": "varchar",
        "is_visible": "boolean", "is_undecidable": "boolean", "is_protected": "boolean", "is_underdeclared": "boolean",
        "base_owed_vnd": "bigint", "base_registered_vnd": "bigint",
    },
    "truth_employers": {
        "employer_no": "bigint", "gap": "varchar", "workers_underdeclared": "bigint", "is_underdeclared": "boolean",
        "owner_no": "bigint", "owner_ground": "varchar", "owner_status": "varchar",
    },
    "truth_people": {"person_no": "bigint", "personal_id": "varchar", "is_protected": "boolean"},
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with Engine(Lake(tmp_path_factory.mktemp("lake")), threads=1) as engine:
        set_parameters(engine, FOLDER / "no such case")
        yield engine


def set_parameters(engine: Engine, case: Path) -> None:
    """Set the run's parameters as the pipeline does, then those that the case names in its `parameters.csv`."""
    file = case / "parameters.csv"
    told = list(csv.DictReader(file.open(encoding="utf-8", newline=""))) if file.is_file() else []
    values = {"period": "2026-09", **pipeline.VALUES}
    assert {row["name"] for row in told} <= set(values), f"{file}: no such parameter"
    for name, value in (values | {row["name"]: row["value"] for row in told}).items():
        engine.connection.execute(f"set variable {name} = ?", [value]).fetchall()


def load_input(engine: Engine, table: str, file: Path) -> None:
    """Put one declared input in view from its CSV, provenance filled in."""
    source, is_earlier = SOURCES[table], table.startswith("earlier_")
    columns = source.landed_columns()
    rows = list(csv.DictReader(file.open(encoding="utf-8", newline=""))) if file.is_file() else []
    unknown = {name for row in rows for name in row} - set(columns)
    assert not unknown, f"{file.name}: no such columns in {table}: {sorted(unknown)}"
    typed = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns.items())
    names = ", ".join(columns)
    engine.execute(
        f"create or replace temp table written ({', '.join(f'{name} varchar' for name in columns)})"
    )
    for line, row in enumerate(rows, start=2):
        filled = {
            "delivery_id": "case",
            "period": "2025" if source.name == "tax_payees" else "2026-08" if is_earlier else "2026-09",
            "source_file": "case.csv",
            "source_row": str(line),
            "row_hash": f"{line:016}",
        } | {name: value for name, value in row.items() if value}
        engine.connection.execute(
            f"insert into written ({names}) values ({', '.join('?' * len(columns))})",
            [filled.get(name) for name in columns],
        ).fetchall()
    engine.execute(f"create or replace temp table {table} as select {typed} from written")


@pytest.fixture(scope="module")
def columns_of(engine):
    """Gives a model's columns and types, as it has them over empty inputs; each model is asked once."""
    known: dict[str, dict[str, str]] = {}

    def ask(table: str) -> dict[str, str]:
        if table not in known:
            build(engine, sql.upstream(table), FOLDER / "no such case")
            known[table] = {row[0]: row[1] for row in engine.execute(f"describe {table}")}
        return known[table]

    return ask


def load_rows(engine: Engine, table: str, columns: dict[str, str], file: Path) -> None:
    """Put a table in view from a CSV, which may lack columns, or empty where there is no file."""
    rows = list(csv.DictReader(file.open(encoding="utf-8", newline=""))) if file.is_file() else []
    unknown = {name for row in rows for name in row} - set(columns)
    assert not unknown, f"{file.name}: no such columns in {table}: {sorted(unknown)}"
    kinds = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    engine.execute(f"create or replace temp table {table} ({kinds})")
    for row in rows:
        engine.connection.execute(
            f"insert into {table} values ({', '.join('?' * len(columns))})",
            [row.get(name) or None for name in columns],
        ).fetchall()


def build(engine: Engine, models: list[str], case: Path) -> None:
    """Build models, their landed inputs and the views from outside taken from the case's files."""
    inputs = {read for model in models for read in sql.reads(model)}
    for name in sorted(inputs & set(SOURCES)):
        load_input(engine, name, case / f"{name}.csv")
    for name in sorted(inputs & set(VIEWS)):
        load_rows(engine, name, VIEWS[name], case / f"{name}.csv")
    for model in models:
        engine.execute(f"create or replace temp table {model} as {sql.rendered(model)}")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case(engine, columns_of, case):
    table = case.parent.name
    written = {file.stem for file in case.glob("*.csv")} - {"expected", "parameters"}
    given = frozenset(written - set(SOURCES) - set(VIEWS))
    models = sql.upstream(table, given)
    stray = written - {read for model in models for read in sql.reads(model)}
    assert not stray, f"the table does not read {sorted(stray)}"
    for name, columns in {name: columns_of(name) for name in sorted(given)}.items():
        load_rows(engine, name, columns, case / f"{name}.csv")
    set_parameters(engine, case)
    build(engine, models, case)
    with (case / "expected.csv").open(encoding="utf-8", newline="") as file:
        header, *expected = list(csv.reader(file))
    shown = ", ".join(f"coalesce(cast({name} as varchar), '') as {name}" for name in header)
    found = engine.execute(f"select {shown} from {table}")
    assert sorted(found) == sorted(tuple(row) for row in expected), (case / "why.txt").read_text(
        encoding="utf-8"
    )


def test_there_are_cases():
    assert len(CASES) > 50
