"""Finding the header of a table among its first rows, and which of its columns the declaration knows.

Above the header there may be titles; the header may have several rows with merged cells; below it there may
be a hidden row of technical names or a row that numbers the columns (DOMAIN §5.5).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from etl.sources.declaration import Source, all_sources
from etl.sources.folding import readings
from etl.sources.readers.base import MAX_COLUMNS, Incoming

DEEPEST = 4
SEARCHED = 60
SHOWN = 20
LONGEST = 200
COLUMN_NUMBER = re.compile(r"[(\[]?\s*(\d{1,3}[a-z]?|[A-Z])\s*[)\]]?(\s*=.*)?")

Cells = Sequence[str | None]


@dataclass(frozen=True)
class Header:
    """Where the header lies and what it says.

    Attributes:
        first, last: its rows, 0-based, among the rows that were searched; data begins after `last`.
        columns: position → declared column.
        undeclared: headers of the other filled columns.
        doubled: declared columns that two headers claim alike.
    """

    first: int
    last: int
    columns: dict[int, str]
    undeclared: list[str]
    doubled: list[str]

    def missing(self, source: Source) -> list[str]:
        """Columns that the file must have and this header has not."""
        found = set(self.columns.values())
        return [name for name in source.needed if name not in found]


def _match(text: str, source: Source) -> tuple[str, int] | None:
    """The declared column that a text heads, and how certain that is, 0 for the contract's own name."""
    if len(text) > LONGEST:
        return None
    known = source.header_keys
    return next((known[reading] for reading in readings(text) if reading in known), None)


def _paths(rows: Sequence[Cells]) -> list[list[str]]:
    """Per column the texts it may be known by: all header rows together, then each alone from below.

    A merged cell holds its text in its first column only, so upper rows are carried to the right over gaps.
    """
    width = max(map(len, rows))
    filled = [[(row[i] if i < len(row) else None) or "" for i in range(width)] for row in rows]
    carried = []
    for row in filled[:-1]:
        last = ""
        carried.append([last := cell.strip() or last for cell in row])
    paths = []
    for i in range(width):
        own = [row[i].strip() for row in reversed(filled) if row[i].strip()]
        if own and len(rows) > 1:
            own.insert(0, " ".join([*(row[i] for row in carried), filled[-1][i].strip()]))
        paths.append(own)
    return paths


def _read(rows: Sequence[Cells], first: int, last: int, source: Source) -> Header:
    best: dict[str, tuple[int, int]] = {}
    doubled, names = [], {}
    for position, texts in enumerate(_paths(rows[first : last + 1])):
        if not texts:
            continue
        names[position] = " ".join(texts[0].split())[:60]
        column, rank = next((found for text in texts if (found := _match(text, source))), ("", 0))
        if column and column in best and best[column][0] == rank:
            doubled.append(column)
        if column and (column not in best or rank < best[column][0]):
            best[column] = (rank, position)
    columns = {
        position: column for column, (_, position) in sorted(best.items(), key=lambda item: item[1][1])
    }
    return Header(first, last, columns, [names[p] for p in names if p not in columns], sorted(set(doubled)))


def find(rows: Sequence[Cells], source: Source) -> Header | None:
    """The header among the first rows that knows most of the source's columns; None where none knows two."""
    required = set(source.needed)
    choices = []
    searched = rows[:SEARCHED]
    alone = [sum(1 for cell in row if cell and _match(cell, source)) for row in searched]
    for first in range(len(searched)):
        for last in range(first, min(first + DEEPEST, len(searched))):
            if any(alone[first : last + 1]):
                header = _read(searched, first, last, source)
                found = set(header.columns.values())
                choices.append((len(found & required), len(found), first - last, -first, header))
    best = max(choices, key=lambda choice: choice[:4], default=None)
    if best is None or best[1] < 2:
        return None
    return _with_rows_below(searched, _with_row_above(searched, best[4], source), source)


def _with_row_above(rows: Sequence[Cells], header: Header, source: Source) -> Header:
    """The header with the row over it, where that names columns too (cells merged downwards) and no title."""
    above = rows[header.first - 1] if header.first else []
    if sum(1 for cell in above if cell and cell.strip()) < 2:
        return header
    wider = _read(rows, header.first - 1, header.last, source)
    return wider if wider.columns == header.columns else header


def _with_rows_below(rows: Sequence[Cells], header: Header, source: Source) -> Header:
    """The header with the technical and numbering rows under it taken in."""
    last = header.last
    while last + 1 < len(rows) and (
        _numbers_columns(rows[last + 1]) or _names_columns(rows[last + 1], header, source)
    ):
        last += 1
    return Header(header.first, last, header.columns, header.undeclared, header.doubled)


def _numbers_columns(row: Cells) -> bool:
    filled = [cell.strip() for cell in row if cell and cell.strip()]
    if len(filled) < 3 or not all(COLUMN_NUMBER.fullmatch(cell) for cell in filled):
        return False
    numbers = [int(found[0]) for cell in filled if (found := re.findall(r"\d+", cell))]
    return all(left < right for left, right in pairwise(numbers))


def _names_columns(row: Cells, header: Header, source: Source) -> bool:
    """Whether a row under the header repeats it in technical names.

    Every filled cell must name the very column it stands in: a person whose row holds a column's name by
    chance is not lost.
    """
    filled = {at: cell for at, cell in enumerate(row) if at in header.columns and cell and cell.strip()}
    named = {at: found[0] for at, cell in filled.items() if (found := _match(cell, source))}
    return len(named) >= 2 and all(named.get(at) == header.columns[at] for at in filled)


def require(rows: Sequence[Cells], incoming: Incoming) -> Header:
    """The header, whole.

    Raises:
        FileRefused: there is none, a column is missing or claimed twice, or there are absurdly many.
    """
    source = incoming.source
    if max(map(len, rows), default=0) > MAX_COLUMNS:
        raise incoming.refuse(f"has more than {MAX_COLUMNS} columns", todo="Send the declared columns only.")
    header = find(rows, source)
    if header is None:
        raise incoming.refuse(
            f"has no header of {source.name} in its first {min(len(rows), SEARCHED)} rows",
            [f"needed: {_wanted(source, source.needed)}"],
            _advice(rows, source),
        )
    if header.doubled:
        raise incoming.refuse(
            f"has two columns each for {', '.join(header.doubled)}",
            [f"header in row {header.first + 1}"],
            "Rename or drop the column that is not meant.",
        )
    require_columns(header.missing(source), header.undeclared, incoming, f"row {header.first + 1}", rows)
    return header


def require_columns(
    missing: list[str], undeclared: list[str], incoming: Incoming, place: str, rows: Sequence[Cells] = ()
) -> None:
    """Refuse the file where columns are missing, telling which other headers are there."""
    if not missing:
        return
    there = [f"not known in {place}: {'; '.join(undeclared[:SHOWN])}"] if undeclared else []
    more = [f"and {len(undeclared) - SHOWN} more"] if len(undeclared) > SHOWN else []
    raise incoming.refuse(
        f"lacks {len(missing)} columns of {incoming.source.name}",
        [f"missing: {_wanted(incoming.source, missing)}", *there, *more],
        _advice(rows, incoming.source),
    )


def _wanted(source: Source, names: list[str]) -> str:
    return ", ".join(f"{name} ({source.column(name).vi})" for name in names)


def _advice(rows: Sequence[Cells], source: Source) -> str:
    others = [
        other.name
        for other in all_sources()
        if other.name != source.name and (found := find(rows, other)) and not found.missing(other)
    ]
    if others:
        return f"It reads like a delivery of {' or '.join(others)}: put it into that folder."
    return f"Name the columns as in etl/sources/{source.name}/source.yml, or add the header to its aliases."
