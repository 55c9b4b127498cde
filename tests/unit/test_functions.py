"""The SQL functions against their tables of cases, `functions/<function>.csv`: one row, one case.

To add a case, add a row: the function's arguments, what it must give, and why (a section of DOMAIN, where
there is one). Empty is NULL, `<empty>` is text of no length, `\\u00a0` is the character of that number.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot

from etl.engine import Engine, functions
from etl.lake import Lake

TABLES = Path(__file__).parent / "functions"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(Lake(tmp_path_factory.mktemp("lake")), threads=1) as opened:
        yield opened


def read_cell(text: str) -> str | None:
    """A cell's value: NULL, empty text, or text with its escapes read."""
    if text == "":
        return None
    if text == "<empty>":
        return ""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)


def read_cases(name: str) -> tuple[list[str], list[list[str | None]]]:
    """The header of a table of cases and its rows, each led by its line number."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        return header, [[str(reader.line_num), *map(read_cell, row)] for row in reader]


def argument_names(name: str) -> list[str]:
    return [argument.split()[0] for argument in functions()[name]["args"].split(",")]


@pytest.mark.parametrize("name", sorted(functions()))
def test_function_gives_what_its_table_of_cases_says(engine: Engine, name: str) -> None:
    header, cases = read_cases(name)
    arguments = argument_names(name)
    assert header == [*arguments, "expected", "note"]
    assert len(cases) >= 8, "a function has eight cases or more"
    columns = ", ".join(
        f"row[{place}] as {column}" for place, column in enumerate(["line", *header], start=1)
    )
    calls = ", ".join(
        f"cast({argument.split()[0]} as {argument.split()[1]})"
        for argument in functions()[name]["args"].split(",")
    )
    wrong = engine.execute(
        f"with cases as (select {columns} from (select unnest($cases) as row)),"
        f" given as (select *, cast({name}({calls}) as varchar) as given from cases)"
        " select line, note, expected, given from given where given is distinct from expected",
        cases=cases,
    )
    assert not wrong, "\n".join(
        f"{name}.csv:{line}: {note}: expected {expected!r}, given {given!r}"
        for line, note, expected, given in wrong
    )


def test_every_function_has_a_table_of_cases_and_every_table_a_function() -> None:
    assert {file.stem for file in TABLES.glob("*.csv")} == set(functions())


@pytest.mark.parametrize("name", sorted(functions()))
def test_function_is_read_by_the_renderer_too(name: str) -> None:
    """Spark gets the functions through sqlglot, so it must understand each."""
    sqlglot.parse_one(f"select {functions()[name]['body']}", dialect="duckdb")


def test_a_cell_is_read_as_the_docstring_says() -> None:
    assert [read_cell(cell) for cell in ("", "<empty>", r"a\u00a0b", " ")] == [None, "", "a\u00a0b", " "]
