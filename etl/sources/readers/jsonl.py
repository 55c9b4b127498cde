"""JSON Lines: one object a line, keys as headers. Numbers keep their digits. Rows are line numbers."""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from etl.sources import headers
from etl.sources.readers.base import MAX_CELL, Incoming, Rows, Table
from etl.sources.readers.text import NAMES, encoding_of

SAMPLE = 1_000


def open_table(incoming: Incoming) -> Table:
    """Open a file of JSON Lines; keys are taken from its first thousand objects.

    Raises:
        FileRefused: its encoding or its keys are not those of the source.
    """
    codec = encoding_of(incoming)
    keys: dict[str, None] = {}
    for number, line in _lines(incoming, codec):
        keys.update(dict.fromkeys(_object(line) or {}))
        if number >= SAMPLE:
            break
    header = headers.require([list(keys)], incoming)
    named = dict(
        zip(header.columns.values(), (list(keys)[position] for position in header.columns), strict=True)
    )
    table = Table("jsonl", NAMES[codec], iter(()), header.undeclared)
    table.batches = _batches(incoming, codec, named, table)
    return table


def _lines(incoming: Incoming, codec: str) -> Iterator[tuple[int, str]]:
    with incoming.file.open(encoding="utf-8-sig" if codec == "utf-8" else codec, newline="\n") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield number, line


def _object(line: str) -> dict[str, Any] | None:
    """The object on a line with its numbers as written; None where there is none."""
    try:
        found = json.loads(line, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _batches(incoming: Incoming, codec: str, named: dict[str, str], table: Table) -> Iterator[pa.RecordBatch]:
    rows = Rows(incoming.source)
    wanted = [named.get(column.name) for column in incoming.source.columns]
    known = set(named.values()) | set(table.undeclared)
    for number, line in _lines(incoming, codec):
        found = _object(line)
        if found is None:
            rows.add_broken(number, "not_json", line)
        else:
            _add(rows, number, [None if key is None else found.get(key) for key in wanted], line)
            for key in found.keys() - known if len(known) < headers.SEARCHED else ():
                known.add(key)
                table.undeclared.append(key[: headers.LONGEST])
        if rows.full:
            yield from rows.flush()
    yield from rows.flush()


def _add(rows: Rows, number: int, values: list[Any], line: str) -> None:
    if any(isinstance(value, dict | list) for value in values):
        rows.add_broken(number, "nested_value", line)
        return
    cells = [_text(value) for value in values]
    if any(cell is not None and len(cell) > MAX_CELL for cell in cells):
        rows.add_broken(number, "cell_too_long")
    elif any(cells):
        rows.add(number, cells)


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
