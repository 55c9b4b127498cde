"""Finds every fault of an expectation file at once, before anything is checked with it.

Beside what GX itself demands: a bound, a `mostly` or a softened severity carries the day it was set and the
reason, and what is not critical names its owner.
"""

import re
from string import Formatter
from typing import Any

import sqlglot

from etl.checks.expectations import PARAMETERS, QUERY, QUERY_TEXT, ROW_COUNT, SHARES, query_tree

FIELDS = {"type", "kwargs", "severity", "notes", "description", "meta"}
SEVERITIES = ("critical", "warning", "info")
BOUNDS = {"mostly", "min_value", "max_value", *SHARES}
REFUSED = {
    "row_condition": f"GX leaves it out of the failing rows' query; write {QUERY}",
    "condition_parser": "it belongs to row_condition",
    "result_format": "set by etl.checks, so that no value reaches a report",
    "catch_exceptions": "set by etl.checks",
}
DATED = re.compile(r"\d{4}-\d{2}-\d{2}: .")


def faults_in(content: dict[str, Any], table: str) -> list[str]:
    """All faults of a file's content, each a line; `table` is what the file's name promises."""
    faults = _file_faults(content, table)
    listed = content.get("expectations")
    entries = listed if isinstance(listed, list) else []
    key = content.get("key")
    columns = [str(name) for name in key] if isinstance(key, list) else []
    for place, entry in enumerate(entries, start=1):
        name = entry.get("type", "?") if isinstance(entry, dict) else "?"
        faults += [f"{place} {name}: {fault}" for fault in _entry_faults(entry, table, columns)]
    return faults + _repeated(entries)


def _file_faults(content: dict[str, Any], table: str) -> list[str]:
    faults = []
    if content.get("table") != table:
        faults.append(f"table is {content.get('table')!r}, the file's name says {table!r}")
    key = content.get("key")
    if not isinstance(key, list) or not key or not all(isinstance(name, str) for name in key):
        faults.append("key: a list of the columns that tell this table's rows apart is missing")
    if not isinstance(content.get("expectations"), list) or not content["expectations"]:
        faults.append("expectations: the list is missing or empty")
    unknown = sorted(set(content) - {"table", "key", "expectations"})
    return faults + [f"unknown field {name!r}" for name in unknown]


def _entry_faults(entry: Any, table: str, key: list[str]) -> list[str]:
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
        return ["type is missing"]
    kwargs = entry.get("kwargs") or {}
    if not isinstance(kwargs, dict):
        return ["kwargs is no mapping"]
    faults = [f"unknown field {name!r}" for name in sorted(set(entry) - FIELDS)]
    faults += [f"{name} is not allowed here: {REFUSED[name]}" for name in sorted(set(kwargs) & set(REFUSED))]
    if entry.get("severity", "critical") not in SEVERITIES:
        faults.append(f"severity is {entry['severity']!r}, known are {', '.join(SEVERITIES)}")
    faults += _note_faults(entry, kwargs) + _share_faults(entry, kwargs) + _kwargs_faults(kwargs)
    if entry["type"] == QUERY:
        faults += _query_faults(entry, kwargs, table, key)
    return faults + _gx_faults(entry["type"], kwargs)


def _note_faults(entry: dict[str, Any], kwargs: dict[str, Any]) -> list[str]:
    notes, severity = str(entry.get("notes") or ""), entry.get("severity", "critical")
    bounds = [] if DATED.match(notes) else sorted(set(kwargs) & BOUNDS)
    faults = [f"{name} needs a note that begins with its day and gives the reason" for name in bounds]
    if severity != "critical" and "Owner: " not in notes:
        faults.append(f"severity {severity} needs a note that names its owner (`Owner: …`)")
    return faults


def _share_faults(entry: dict[str, Any], kwargs: dict[str, Any]) -> list[str]:
    faults = []
    for name in sorted(set(kwargs) & set(SHARES)):
        if entry["type"] != ROW_COUNT or SHARES[name] in kwargs:
            faults.append(f"{name} belongs to {ROW_COUNT}, without {SHARES[name]}")
        if not isinstance(kwargs[name], int | float) or kwargs[name] <= 0:
            faults.append(f"{name} is a share of the last good run's rows, above 0")
    return faults


def _kwargs_faults(kwargs: dict[str, Any]) -> list[str]:
    faults = []
    for name, value in kwargs.items():
        if isinstance(value, dict) and value.get("$PARAMETER") not in PARAMETERS:
            faults.append(f"{name}: $PARAMETER is one of {', '.join(PARAMETERS)}")
    try:
        re.compile(str(kwargs.get("regex", "")))
    except re.error as error:
        faults.append(f"regex is no regular expression: {error}")
    return faults


def _query_faults(entry: dict[str, Any], kwargs: dict[str, Any], table: str, key: list[str]) -> list[str]:
    faults = (
        [] if entry.get("description") else ["description is missing: a query does not say what it means"]
    )
    query = str(kwargs.get(QUERY_TEXT) or "")
    try:
        if {name for _, name, _, _ in Formatter().parse(query)} - {None} != {"batch"}:
            faults.append(f"{QUERY_TEXT} reads from {{batch}} and has no other single braces")
        tree = query_tree(query, table)
    except (ValueError, LookupError, sqlglot.ParseError):
        return [*faults, f"{QUERY_TEXT} is no select that DuckDB could read"]
    if re.search(r"\bjoin\b", query, re.IGNORECASE):
        faults.append(f"{QUERY_TEXT} joins: GX then drops the alias of {{batch}}; nest selects instead")
    if re.search(r"(?<![:\w]):\w", query):
        faults.append(f"{QUERY_TEXT} holds a colon that SQLAlchemy would take for a parameter")
    missing = [] if tree.is_star else [name for name in key if name not in tree.named_selects]
    return faults + [f"{QUERY_TEXT} does not select the key column {name}" for name in missing]


def _gx_faults(kind: str, kwargs: dict[str, Any]) -> list[str]:
    """What GX itself says against the type and its kwargs."""
    from etl.checks import context  # GX takes seconds to import

    own = {name: value for name, value in kwargs.items() if name not in {*SHARES, *REFUSED}}
    return context.faults_of(kind, own)


def _repeated(entries: list[Any]) -> list[str]:
    seen: dict[str, int] = {}
    faults = []
    for place, entry in enumerate(entries, start=1):
        if isinstance(entry, dict):
            same = repr((entry.get("type"), entry.get("kwargs")))
            if same in seen:
                faults.append(f"{place} {entry.get('type')}: repeats expectation {seen[same]}")
            seen.setdefault(same, place)
    return faults
