"""Every shipped expectation file on its table: good rows keep all of it, and each rule catches its own fault.

`tables.csv` gives the columns of every table with the SQL of a good value (`i` is the row's number, from 0);
`faults.csv` the bad values for rules that are queries. For other rules the bad value follows from the type.
"""

import csv
import re
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

import pytest

from etl import checks, settings
from etl.checks import expectations
from etl.engine import Engine
from etl.lake import Lake

HERE = Path(__file__).parent
GOOD, BAD = "2026-10", "2026-11"
ROWS, BAD_ROWS, GROUPS = 800, 240, 24


def rows_of(file):
    with (HERE / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


TABLES = defaultdict(dict)
for row in rows_of("tables.csv"):
    TABLES[row["table"]][row["column"]] = (row["type"], row["good"])
FAULTS = defaultdict(dict)
for row in rows_of("faults.csv"):
    FAULTS[row["table"], row["rule"]][row["column"]] = row["bad"]


def select(table, rows, bad=()):
    """Rows of a table; `bad` are (groups, {column: SQL}, rule), groups the remainders of i they fall on."""
    columns = []
    for name, (kind, good) in TABLES[table].items():
        cases = "".join(
            f" when i % {GROUPS} in ({', '.join(map(str, groups))}) then {values[name]}"
            for groups, values, _ in bad
            if name in values
        )
        columns.append(f"cast({f'case{cases} else {good} end' if cases else good} as {kind}) as {name}")
    return f"select {', '.join(columns)} from (select range as i from range({rows}))"


def first(table, column):
    """The good value of the first row, the same for every row."""
    return f"(select {TABLES[table][column][1]} from (select 0 as i))"


def bad_values(table, rule):
    """Bad values by column for a rule, None where no value of a row can break it."""
    kwargs, kind, column = rule.kwargs, rule.type, rule.kwargs.get("column")
    if kind == expectations.QUERY:
        return FAULTS[table, rule.description]
    if kind.startswith("expect_table_"):
        return None
    if kind == "expect_compound_columns_to_be_unique":
        return {name: first(table, name) for name in kwargs["column_list"]}
    if kind == "expect_column_pair_values_a_to_be_greater_than_b":
        good = TABLES[table][kwargs["column_B"]][1]
        day = TABLES[table][kwargs["column_B"]][0] == "DATE"
        return {kwargs["column_A"]: f"{good} - interval 1 month" if day else f"{good} - 1"}
    if kind == "expect_column_values_to_be_between":
        if "max_value" in kwargs:
            top = kwargs["max_value"]
            return {column: "date '2101-01-01'" if isinstance(top, dict) else f"{top} + 1"}
        low = kwargs["min_value"]
        return {column: f"{low} - 1" if isinstance(low, int) else f"date '{low}' - interval 1 month"}
    values = {
        "expect_column_values_to_be_unique": lambda: first(table, column),
        "expect_column_values_to_not_be_null": lambda: "null",
        "expect_column_values_to_be_null": lambda: "'?'",
        "expect_column_values_to_match_regex": lambda: "'?'",
        "expect_column_values_to_be_in_set": lambda: "'?'",
    }
    return {column: values[kind]()}


def groups_needed(rule):
    """How many of the groups of rows must be bad for the rule to break: more where a share is allowed."""
    query = rule.kwargs.get(expectations.QUERY_TEXT, "")
    share = re.search(r"> (0\.\d+) \*", query)
    allowed = float(share[1]) if share else 1 - rule.kwargs.get("mostly", 1)
    return int(allowed * GROUPS) + 1


def looked_at(rule, values):
    """Columns that decide whether the rule breaks: those it sets and those it names."""
    kwargs = rule.kwargs
    words = set(re.findall(r"\w+", kwargs.get(expectations.QUERY_TEXT, "")))
    return set(values) | words | {kwargs.get(name) for name in ("column", "column_A", "column_B")}


def break_all(table, rules):
    """Place each rule's bad values on groups of rows, apart from those that would hide them.

    Gives rounds of (groups, {column: SQL}, rule); a rule for which a round has no rows left begins another.
    """
    rounds = [[]]
    for rule in rules:
        values = bad_values(table, rule)
        if values is None:
            continue
        for placed in rounds:
            free = set(range(GROUPS))
            for groups, others, other in placed:
                if looked_at(rule, values) & set(others) or looked_at(other, others) & set(values):
                    free -= set(groups)
            if len(free) >= groups_needed(rule):
                break
        else:
            placed, free = [], set(range(GROUPS))
            rounds.append(placed)
        placed.append((sorted(free)[: groups_needed(rule)], values, rule))
    return rounds


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """An engine whose lake holds good rows of every table."""
    with Engine(Lake(tmp_path_factory.mktemp("lake"))) as engine:
        for table in TABLES:
            engine.write(table, GOOD, select(table, ROWS))
        yield engine


@contextmanager
def checked(engine, table, rows):
    """Report on rows of a table in a later month, and put the good ones back for those that look into it."""
    engine.write(table, BAD, rows)
    yield checks.check(engine, table, BAD, engine.lake)
    engine.lake.remove(table, BAD)
    engine.view(table, engine.lake.path(table, GOOD))


def test_every_core_and_out_table_has_its_file():
    made = {file.stem for stage in ("core", "out") for file in (settings.SQL / stage).glob("*.sql")}
    known = {table for table in expectations.files() if table.startswith(("core_", "out_"))}
    assert known == made
    assert known == set(TABLES)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_good_rows_keep_every_rule(opened, table):
    report = checks.check(opened, table, GOOD, opened.lake)
    assert [report.told(found) for found in report.findings if not found.holds] == []
    assert report.rows == ROWS


@pytest.mark.parametrize("table", sorted(TABLES))
def test_each_rule_catches_its_own_fault(opened, table):
    rules = expectations.load(table).rules
    for placed in break_all(table, rules):
        with checked(opened, table, select(table, BAD_ROWS, placed)) as report:
            broken = {found.rule.place for found in report.findings if not found.holds}
        assert [rule.description for _, _, rule in placed if rule.place not in broken] == []
        assert {rule.place for rule in rules if "min_share_of_last" in rule.shares} <= broken


@pytest.mark.parametrize(
    "table", ["core_addresses", "core_hi_cards", "core_si_members", "out_review_workers"]
)
def test_an_empty_table_breaks_only_what_counts_its_rows(opened, table):
    with checked(opened, table, select(table, 0)) as report:
        broken = [found.rule for found in report.findings if not found.holds]
    assert {rule.type for rule in broken} <= {expectations.ROW_COUNT}
    assert bool(report.broken) == (table in {"core_addresses", "core_si_members"})
