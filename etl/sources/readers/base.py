"""What every reader gives, and the limits that keep a hostile or broken file from taking the machine."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from etl.errors import FileRefused
from etl.sources.declaration import Source

BATCH_ROWS = 16_384
MAX_COLUMNS = 2_000  # the widest real form, D02-LT, has 117 (DOMAIN §5.4)
MAX_CELL = 1 << 20  # characters; an address has 200
MAX_TEXT = 4_000  # of a broken line kept in the rejects

Row = tuple[int, list[str | None]]


@dataclass(frozen=True)
class Incoming:
    """A file on its way in.

    Attributes:
        file: where its bytes are; for a `.gz` or `.zip` the expanded copy.
        name: how the operator knows it, the path below the landing folder.
        source: what it should hold.
        period: the delivery's period, `YYYY` or `YYYY-MM`.
        scratch: folder for what a reader must put aside.
        environment: where database deliveries find their URL.
    """

    file: Path
    name: str
    source: Source
    period: str
    scratch: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def refuse(self, what: str, details: list[str] | None = None, todo: str = "") -> FileRefused:
        """The error to raise: `what` says what is wrong with the file, never what stands in its cells."""
        return FileRefused(
            f"{self.name} {what}", details, stands="The other files of the delivery go on.", todo=todo
        )


@dataclass
class Table:
    """An opened file.

    Attributes:
        format: csv, xlsx, xls, parquet, jsonl, form_05qtt or database.
        encoding: of the text; empty where the format fixes it.
        batches: rows as text, in order, by `Source.raw_schema()`; blank rows are left out.
        undeclared: headers that the declaration does not know; complete once the batches were read.
    """

    format: str
    encoding: str
    batches: Iterator[pa.RecordBatch]
    undeclared: list[str] = field(default_factory=list)


class Rows:
    """Collects rows into batches; for readers that meet one row at a time.

    Args:
        source: its columns, in order, are what a row's cells are.
    """

    def __init__(self, source: Source) -> None:
        self.schema = source.raw_schema()
        self._columns: list[list[int | str | None]] = [[] for _ in self.schema]

    def add(
        self, number: int, cells: Iterable[str | None], rule: str | None = None, text: str | None = None
    ) -> None:
        """One row at its place in the file; `rule` says that it is broken and `text` what stood there."""
        for column, value in zip(self._columns, (number, rule, text, *cells), strict=True):
            column.append(value)

    def add_broken(self, number: int, rule: str, text: str | None = None) -> None:
        self.add(number, [None] * (len(self._columns) - 3), rule, text and text[:MAX_TEXT])

    @property
    def full(self) -> bool:
        return len(self._columns[0]) >= BATCH_ROWS

    def flush(self) -> Iterator[pa.RecordBatch]:
        """The rows since the last flush as one batch, or nothing."""
        if self._columns[0]:
            arrays = [
                pa.array(column, field.type) for column, field in zip(self._columns, self.schema, strict=True)
            ]
            self._columns = [[] for _ in self.schema]
            yield pa.record_batch(arrays, schema=self.schema)


def batches(rows: Iterable[Row], columns: Mapping[int, str], source: Source) -> Iterator[pa.RecordBatch]:
    """Rows of cells, by position, as batches; `columns` says which position is which declared column."""
    collected = Rows(source)
    place = {name: position for position, name in columns.items()}
    order = [place.get(column.name, sys.maxsize) for column in source.columns]
    for number, cells in rows:
        if not any(cells):
            continue
        width = len(cells)
        chosen = [cells[position] if position < width else None for position in order]
        if max((len(cell) for cell in chosen if cell), default=0) > MAX_CELL:
            collected.add_broken(number, "cell_too_long")
        else:
            collected.add(number, chosen)
        if collected.full:
            yield from collected.flush()
    yield from collected.flush()
