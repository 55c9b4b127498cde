"""Every model of sql/ on small tables: one folder a case, tests/sql/<table>/<case>/, and no Python.

A case holds one CSV per input (`landed_<source>.csv`, typed as its declaration says; an absent one is an empty table,
an absent column is empty), `why.txt`, and `expected.csv`, whose header names the columns to compare. Models between
the inputs and the table are built from their own SQL. Where a case does not say, provenance is filled in: period
2026-09 (2025 for tax_payees), source_file `case.csv`, source_row the line in the CSV, row_hash the same.
"""

import csv
from pathlib import Path

import pytest

from etl import engine as sql
from etl import pipeline
from etl.engine import Engine
from etl.lake import Lake
from etl.sources.declaration import all_sources

FOLDER = Path(__file__).parent
CASES = sorted(file.parent for file in FOLDER.glob("*/*/expected.csv"))
SOURCES = {f"landed_{source.name}": source for source in all_sources()}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with Engine(Lake(tmp_path_factory.mktemp("lake")), threads=1) as engine:
        for name, value in {"period": "2026-09", **pipeline.VALUES}.items():
            engine.connection.execute(f"set variable {name} = ?", [value]).fetchall()
        yield engine


def upstream(table: str) -> list[str]:
    """Models to build for a table, in order, itself last."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name in ordered or name.startswith(("landed_", "ref_", "truth_")):
            return
        for read in sorted(sql.reads(name)):
            visit(read)
        ordered.append(name)

    visit(table)
    return ordered


def load_input(engine: Engine, table: str, file: Path) -> None:
    """Put one declared input in view from its CSV, provenance filled in."""
    source = SOURCES[table]
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
            "period": "2025" if source.name == "tax_payees" else "2026-09",
            "source_file": "case.csv",
            "source_row": str(line),
            "row_hash": f"{line:016}",
        } | {name: value for name, value in row.items() if value}
        engine.connection.execute(
            f"insert into written ({names}) values ({', '.join('?' * len(columns))})",
            [filled.get(name) for name in columns],
        ).fetchall()
    engine.execute(f"create or replace temp table {table} as select {typed} from written")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case(engine, case):
    table = case.parent.name
    models = upstream(table)
    inputs = {read for model in models for read in sql.reads(model) if read.startswith("landed_")}
    stray = {file.stem for file in case.glob("*.csv")} - inputs - {"expected"}
    assert not stray, f"the table does not read {sorted(stray)}"
    for landed in sorted(inputs):
        load_input(engine, landed, case / f"{landed}.csv")
    for model in models:
        engine.execute(f"create or replace temp table {model} as {sql.rendered(model)}")
    with (case / "expected.csv").open(encoding="utf-8", newline="") as file:
        header, *expected = list(csv.reader(file))
    shown = ", ".join(f"coalesce(cast({name} as varchar), '') as {name}" for name in header)
    found = engine.execute(f"select {shown} from {table}")
    assert sorted(found) == sorted(tuple(row) for row in expected), (case / "why.txt").read_text(
        encoding="utf-8"
    )


def test_there_are_cases():
    assert len(CASES) > 50
