"""Reads `expectations/<table>.yml`: what must hold for a table.

The fields are those of Great Expectations' own configuration (type, kwargs, severity, notes, description).
Three are ours, because GX has no word for them: `key`, beside `table`, names the columns by which failing
rows are told; `min_share_of_last` and `max_share_of_last` in the kwargs of a row count bound the rows by
those of the last good run.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import sqlglot
import yaml
from sqlglot import exp

from etl import settings
from etl.checks.words import described
from etl.errors import UsageFault

ROW_COUNT = "expect_table_row_count_to_be_between"
QUERY = "unexpected_rows_expectation"
QUERY_TEXT = "unexpected_rows_query"
SHARES = {"min_share_of_last": "min_value", "max_share_of_last": "max_value"}
PARAMETERS = ("period_end", "latest_day")


@dataclass(frozen=True)
class Rule:
    """One expectation of a table.

    Attributes:
        place: its place in the file, from 1.
        shares: for a row count, its bounds as shares of the last good run's rows, by their names in SHARES.
    """

    place: int
    type: str
    kwargs: dict[str, Any]
    severity: str
    description: str
    notes: str
    shares: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Suite:
    """What must hold for a table; `key` names the columns by which its rows are told apart."""

    table: str
    key: list[str]
    rules: list[Rule]


def files() -> dict[str, Path]:
    """Every expectation file by the table it speaks of."""
    return {file.stem: file for file in sorted(settings.EXPECTATIONS.glob("*.yml"))}


def load(table: str) -> Suite:
    """Read and validate the expectations of a table.

    Raises:
        UsageFault: there is no file, or it has faults; all of them are listed.
    """
    file = settings.EXPECTATIONS / f"{table}.yml"
    if not file.is_file():
        raise UsageFault(f"{table} has no expectations", todo=f"Write expectations/{table}.yml.")
    return read(file)


def read(file: Path) -> Suite:
    """Read one expectation file; see `load`."""
    from etl.checks.faults import faults_in

    content = _parsed(file)
    faults = faults_in(content, file.stem)
    if faults:
        raise UsageFault(
            f"expectations/{file.name} has {len(faults)} fault{'s' if len(faults) > 1 else ''}",
            faults,
            stands="No table was checked with it.",
            todo="Mend the file; expectations/README.md explains its fields.",
        )
    rules = [_rule(place, entry) for place, entry in enumerate(content["expectations"], start=1)]
    return Suite(content["table"], list(content["key"]), rules)


def query_of(query: str, table: str) -> str:
    """A rule's query with the table in the place of `{batch}`, under the alias that GX gives it too."""
    return query.format(batch=f"(select * from {table}) as subselect")


def query_tree(query: str, table: str) -> exp.Query:
    """The syntax tree of a rule's query; ParseError or ValueError where it is no select."""
    tree = sqlglot.parse_one(query_of(query, table), dialect="duckdb")
    if not isinstance(tree, exp.Query):
        raise ValueError("not a select")
    return tree


def tables_read(suite: Suite) -> set[str]:
    """The other tables that the queries of a suite look into."""
    trees = [query_tree(rule.kwargs[QUERY_TEXT], suite.table) for rule in suite.rules if rule.type == QUERY]
    own = {suite.table} | {cte.alias for tree in trees for cte in tree.find_all(exp.CTE)}
    return {found.name for tree in trees for found in tree.find_all(exp.Table) if found.name} - own


def _parsed(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise UsageFault(f"expectations/{file.name} is no YAML", str(error).splitlines()) from error
    return content if isinstance(content, dict) else {}


def _rule(place: int, entry: dict[str, Any]) -> Rule:
    kwargs = {name: _plain(value) for name, value in (entry.get("kwargs") or {}).items()}
    shares = {name: kwargs.pop(name) for name in SHARES if name in kwargs}
    description = str(entry.get("description") or described(entry["type"], kwargs | shares))
    severity, notes = entry.get("severity", "critical"), str(entry.get("notes") or "")
    return Rule(place, entry["type"], kwargs, severity, description, notes, shares)


def _plain(value: Any) -> Any:
    """Days as ISO text: GX can write text into a query, but no date."""
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return value.isoformat() if isinstance(value, date) else value
