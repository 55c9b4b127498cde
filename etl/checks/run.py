"""Checks a table of the lake against its expectations, and stops the run where a critical one breaks."""

import calendar
import dataclasses
import math
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from etl.checks import expectations
from etl.checks.expectations import Rule, Suite
from etl.checks.failures import write_failures
from etl.checks.report import Finding, Report
from etl.checks.words import count
from etl.engine import Engine
from etl.errors import CheckFailed, UsageFault
from etl.lake import Lake

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult

# Registers are drawn after the month they are for: what they tell may be up to two months younger.
DAYS_OF_GRACE = 62


def check(engine: Engine, table: str, period: str, lake: Lake, last: str | None = None) -> Report:
    """Check a table as it lies in the lake; failing rows go to `failures_<table>` by key.

    Args:
        last: period of the last good run, for bounds by shares of it; None means the newest one in the
            lake before `period`. Without one such a rule holds.
    Raises:
        UsageFault: the expectation file is wrong, or the lake has no such table.
    """
    suite = expectations.load(table)
    _put_in_view(engine, suite, period, lake)
    rows = int(engine.execute(f"select count(*) from {table}")[0][0])
    before = _rows_before(engine, table, period, lake, last)
    suite = dataclasses.replace(suite, rules=[_with_bounds(rule, before) for rule in suite.rules])
    return _checked(engine, suite, period, rows, before)


def require(engine: Engine, table: str, period: str, lake: Lake, last: str | None = None) -> Report:
    """Check a table and give the report, warnings in it.

    Raises:
        CheckFailed: critical expectations are broken; all of them are told at once.
    """
    report = check(engine, table, period, lake, last)
    if report.broken:
        raise CheckFailed(
            f"{table} breaks {len(report.broken)} of {len(report.findings)} expectations",
            [report.told(found) for found in report.broken],
            stands="The last good table is still served.",
            todo=f"Fix the source, or widen the bound in expectations/{table}.yml with a date and a reason, "
            "then clear the task.",
        )
    return report


def parameters(period: str) -> dict[str, str]:
    """The days that a rule may name by `$PARAMETER`, as ISO dates.

    `period_end` is the last day of the period (`YYYY` or `YYYY-MM`), `latest_day` the last day that a
    register delivered for the period can speak of.
    """
    year, month = (int(part) for part in f"{period}-12".split("-")[:2])
    end = date(year, month, calendar.monthrange(year, month)[1])
    return {"period_end": end.isoformat(), "latest_day": (end + timedelta(days=DAYS_OF_GRACE)).isoformat()}


def _put_in_view(engine: Engine, suite: Suite, period: str, lake: Lake) -> None:
    """The checked table as the lake has it, and what its queries look into unless it is in view already."""
    if not lake.has(suite.table, period):
        raise UsageFault(f"the lake has no {suite.table} of {period}", todo="Build the table, then check it.")
    engine.view(suite.table, lake.path(suite.table, period))
    seen = {name for (name,) in engine.execute("select view_name from duckdb_views() where not internal")}
    for name in sorted(expectations.tables_read(suite) - seen):
        if lake.has(name, period):
            engine.view(name, lake.path(name, period))


def _rows_before(engine: Engine, table: str, period: str, lake: Lake, last: str | None) -> int | None:
    """Rows of the table in the last good run; None where there was none."""
    earlier = [known for known in lake.periods(table) if known < period]
    known = last or (earlier[-1] if earlier else None)
    if known is None or not lake.has(table, known):
        return None
    file = str(lake.path(table, known))
    return int(engine.execute("select count(*) from read_parquet($file)", file=file)[0][0])


def _with_bounds(rule: Rule, before: int | None) -> Rule:
    """A row count with its shares of the last run as numbers; without rows of a last run it holds."""
    if not rule.shares:
        return rule
    bounds: dict[str, int] = {"min_value": 0}
    if before:
        if "min_share_of_last" in rule.shares:
            bounds["min_value"] = math.ceil(rule.shares["min_share_of_last"] * before)
        if "max_share_of_last" in rule.shares:
            bounds["max_value"] = math.floor(rule.shares["max_share_of_last"] * before)
    return dataclasses.replace(rule, kwargs={**rule.kwargs, **bounds})


def _checked(engine: Engine, suite: Suite, period: str, rows: int, before: int | None) -> Report:
    from etl.checks import context
    from etl.checks.documents import without_values

    outcome: ExpectationSuiteValidationResult = context.validate(engine.connection, suite, parameters(period))
    by_place = {context.place_of(result): result for result in outcome.results}
    columns = {name for (name, *_) in engine.execute(f"describe {suite.table}")}
    findings = [_finding(rule, by_place[rule.place], rows, before, columns) for rule in suite.rules]
    queries = {
        place: result.result["unexpected_index_query"]
        for place, result in by_place.items()
        if "unexpected_index_query" in result.result
    }
    failures = write_failures(engine, suite, period, findings, queries)
    return Report(suite.table, period, rows, findings, failures, without_values(outcome))


def _finding(
    rule: Rule, result: "ExpectationValidationResult", rows: int, before: int | None, columns: set[str]
) -> Finding:
    told: dict[str, Any] = result.result
    if not told:
        # A rule that cannot be asked protects nobody: it counts as critical whatever its weight.
        rule = dataclasses.replace(rule, severity="critical")
        return Finding(rule, False, None, rows, _unanswered(rule, columns))
    failing = told["observed_value"] if rule.type == expectations.QUERY else told.get("unexpected_count")
    remark = ""
    if rule.shares:
        remark = count(rows) + (", no earlier run" if before is None else f", last good {count(before)}")
    elif rule.type.startswith("expect_table_row_count"):
        remark = count(rows)
    elif not result.success and rule.type == "expect_table_columns_to_match_set":
        remark = f"missing {', '.join(sorted(set(rule.kwargs['column_set']) - columns))}"
    return Finding(rule, bool(result.success), failing, rows, remark)


def _unanswered(rule: Rule, columns: set[str]) -> str:
    """Why a rule could not be evaluated, as far as it can be said without an error's text."""
    kwargs = rule.kwargs
    named = [
        kwargs.get("column"),
        kwargs.get("column_A"),
        kwargs.get("column_B"),
        *kwargs.get("column_list", []),
    ]
    missing = sorted({name for name in named if name} - columns)
    if missing:
        return f"could not be evaluated, the table has no column {', '.join(missing)}"
    return "could not be evaluated; the columns' types or a table it reads do not suit it"
