"""Rows about to be written, and the register of which row of which file is about whom.

`Sheet` holds one source's rows as text columns under the contract's names, with the truth of each row beside
them. `Landing` writes sheets to files and remembers every row's place for `truth/records.parquet`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.sample import text
from etl.sample.text import Bools, Ints

RULES = [
    None,
    "payer_tax_code invalid",
    "payer_tax_code missing",
    "payee_name missing",
    "payer_name missing",
    "income_vnd missing",
    "annex invalid",
    "entity_code missing",
    "personal_id invalid",
    "unit_code missing",
    "from_month missing",
    "card_number missing",
    "benefit_kind missing",
    "segment_code missing",
]
RULE = {name: at for at, name in enumerate(RULES)}


@dataclass
class Sheet:
    """Rows of one source, column by column.

    Attributes:
        columns: text under the contract's column names, in the order of the file.
        person, employer: who each row is about, -1 where not applicable.
        reject: position in RULES; 0 for rows that must be accepted.
        superseded: a later amendment takes the row's place.
        duplicate: the row repeats another one.
    """

    source: str
    columns: dict[str, pa.Array]
    person: Ints
    employer: Ints
    reject: npt.NDArray[np.int8]
    superseded: Bools
    duplicate: Bools

    def __len__(self) -> int:
        return len(self.person)

    def take(self, at: Ints | Bools) -> "Sheet":
        """The rows at these positions, or where the mask is true."""
        positions = np.flatnonzero(at) if at.dtype == bool else at
        where = pa.array(positions)
        return Sheet(
            self.source,
            {name: column.take(where) for name, column in self.columns.items()},
            self.person[positions],
            self.employer[positions],
            self.reject[positions],
            self.superseded[positions],
            self.duplicate[positions],
        )

    def parts(self, n: int) -> list["Sheet"]:
        """The rows in `n` runs of about equal length, empty ones left out."""
        edges = np.linspace(0, len(self), n + 1).astype(np.int64)
        return [self.take(np.arange(a, b)) for a, b in pairwise(edges) if b > a]


def sheet(
    source: str, columns: dict[str, pa.Array], person: Ints | None = None, employer: Ints | None = None
) -> Sheet:
    """A sheet whose rows are all accepted, nobody's where nothing is said."""
    n = len(next(iter(columns.values())))
    nobody = np.full(n, -1)
    no = np.zeros(n, bool)
    return Sheet(
        source,
        columns,
        nobody if person is None else person,
        nobody if employer is None else employer,
        np.zeros(n, np.int8),
        no,
        no.copy(),
    )


def refuse(
    rows: Sheet, mask: Bools, rule: str, change: Callable[[pa.Array], pa.Array | list[str | None]] | None
) -> None:
    """Damage the rule's column in the chosen rows so that they must be rejected; None empties the cell."""
    column = rule.split(" ")[0]
    if change is None:
        rows.columns[column] = text.blank(rows.columns[column], mask)
    else:
        rows.columns[column] = text.change(rows.columns[column], mask, change)
    rows.reject[mask & (rows.reject == 0)] = RULE[rule]


def with_copies(rows: Sheet, copies: Ints, rule: str | None = None) -> Sheet:
    """The sheet with some rows repeated just after themselves; with a rule, the copies miss that column."""
    if not len(copies):
        return rows
    order = np.concatenate([np.arange(len(rows)), copies])
    is_copy = np.arange(len(order)) >= len(rows)
    merged = np.lexsort((is_copy, order))
    whole, added = rows.take(order[merged]), is_copy[merged]
    if rule is None:
        whole.duplicate[:] |= added
    else:
        refuse(whole, added, rule, None)
    return whole


class Landing:
    """Writes files under `out/landing` and keeps the truth of their rows.

    Args:
        folder: the landing folder.
        period: folder of the monthly deliveries.
    """

    def __init__(self, folder: Path, period: str) -> None:
        self.folder, self.period = folder, period
        self.records: list[tuple[str, str, int, Sheet]] = []
        self.counts: dict[str, int] = {}

    def path(self, source: str, name: str, period: str | None = None) -> Path:
        """Where a file of a source goes; its folder is made."""
        path = self.folder / source / (period or self.period) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def note(self, path: Path, first_row: int, rows: Sheet) -> None:
        """Remember that the sheet's rows stand in the file from `first_row` on."""
        bare = Sheet(
            rows.source, {}, rows.person, rows.employer, rows.reject, rows.superseded, rows.duplicate
        )
        self.records.append((rows.source, path.relative_to(self.folder).as_posix(), first_row, bare))
        self.counts[rows.source] = self.counts.get(rows.source, 0) + len(rows)


def headers(rows: Sheet, named: dict[str, str]) -> Sequence[str]:
    """The headers of a file: the given ones, the contract's English name for the rest."""
    return [named.get(name, name) for name in rows.columns]
