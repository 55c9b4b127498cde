"""Writes the keys of failing rows to the lake, by GX's own unexpected condition, inside the engine."""

from typing import Any

from etl.checks.expectations import QUERY, QUERY_TEXT, Rule, Suite, query_of
from etl.checks.report import Finding
from etl.engine import Engine
from etl.errors import CountsDiffer

COMPOUND = "expect_compound_columns_to_be_unique"


def failures_table(table: str) -> str:
    """Where the failing rows of a table are told."""
    return f"failures_{table}"


def write_failures(
    engine: Engine, suite: Suite, period: str, findings: list[Finding], queries: dict[int, str]
) -> str:
    """Write the key of every row that breaks a rule which does not hold.

    Columns: the suite's key columns, then place (INTEGER, the rule's place in the file), severity and
    description. One row per failing row and rule, ordered by place and key.

    Args:
        queries: GX's query of the failing rows by place; its columns begin with the key.
    Returns:
        The table's name, empty where nothing was to be told; what an earlier run told is then removed.
    Raises:
        CountsDiffer: the rows written are not those that GX counted.
    """
    table = failures_table(suite.table)
    told = [found for found in findings if not found.holds and found.failing]
    selects = [select for found in told if (select := _keys(suite, found.rule, queries))]
    if not selects:
        engine.lake.remove(table, period)
        return ""
    order = ", ".join(f"{name} nulls last" for name in ["place", *map(_quoted, suite.key)])
    rows = engine.write(table, period, f"from ({' union all by name '.join(selects)}) order by {order}")
    counted = sum(found.failing or 0 for found in told)
    if rows != counted:
        raise CountsDiffer(
            f"{table}: {rows} keys were written, {counted} failing rows were counted",
            stands="The last good table is still served.",
            todo="A query in the expectation file gives other rows than its rule counts; mend it.",
        )
    return table


def _keys(suite: Suite, rule: Rule, queries: dict[int, str]) -> str:
    """A select of the keys of the rule's failing rows, empty where GX has no query for it."""
    if rule.type == QUERY:
        source = f"({query_of(rule.kwargs[QUERY_TEXT], suite.table)})"
    elif rule.type == COMPOUND:
        source = f"({_repeated(suite, rule.kwargs)})"
    elif rule.place in queries:
        names = ", ".join(_quoted(name) for name in suite.key)
        source = f"({queries[rule.place].rstrip(';')}) as failing({names})"
    else:
        return ""
    words = ", ".join(
        [
            f"{rule.place} as place",
            f"{_text(rule.severity)} as severity",
            f"{_text(rule.description)} as description",
        ]
    )
    return f"select {', '.join(_quoted(name) for name in suite.key)}, {words} from {source}"


def _repeated(suite: Suite, kwargs: dict[str, Any]) -> str:
    """Rows that share all the columns: GX's own query for them is a product of the table with itself."""
    columns = [_quoted(name) for name in kwargs["column_list"]]
    given = " and ".join(f"{name} is not null" for name in columns)
    return (
        f"select * from {suite.table} where {given} "
        f"qualify count(*) over (partition by {', '.join(columns)}) > 1"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
