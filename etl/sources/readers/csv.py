"""Delimited text: any of `,` `;` tab `|`, quoted or not, with titles above the header and footers below.

A row's number is its place among the records of the file, titles, header and blank lines counted.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from etl.sources import headers
from etl.sources.readers.base import MAX_COLUMNS, MAX_TEXT, Incoming, Rows, Table
from etl.sources.readers.text import NAMES, encoding_of

DELIMITERS = ",;\t|"
SAMPLE = 1 << 18
BLOCK = 2 << 20  # the longest record; Arrow reads up to 32 blocks ahead


def open_table(incoming: Incoming) -> Table:
    """Open a delimited file.

    Raises:
        FileRefused: its encoding or its header cannot be read.
    """
    codec = encoding_of(incoming)
    delimiter, rows = _sample(incoming, codec)
    header = headers.require(rows, incoming)
    width = _width(rows, header)
    batches = _Reader(incoming, codec, delimiter, header, width).batches()
    return Table("csv", NAMES[codec], batches, header.undeclared)


def _sample(incoming: Incoming, codec: str) -> tuple[str, list[list[str]]]:
    """The delimiter under which the header is known best, and the first rows read with it."""
    with incoming.file.open(encoding=codec, newline="") as stream:
        text = stream.read(SAMPLE).removeprefix("\ufeff")
        is_whole = not stream.read(1)
    if not text.strip():
        raise incoming.refuse("is empty", todo="Have it sent again.")
    read = {delimiter: _records(text, delimiter, is_whole) for delimiter in DELIMITERS}
    found = {delimiter: headers.find(rows, incoming.source) for delimiter, rows in read.items()}
    best = max(
        DELIMITERS,
        key=lambda d: (_columns(found[d]), max(map(len, read[d]), default=0)),
    )
    return best, read[best]


def _columns(header: headers.Header | None) -> int:
    return len(header.columns) if header else 0


def _records(text: str, delimiter: str, is_whole: bool) -> list[list[str]]:
    """The first records of a text; the last one is left out where the text was cut inside it."""
    records = []
    try:
        for record in islice(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 4 * headers.SEARCHED
        ):
            records.append(record)
    except csv.Error:  # a field longer than any: another delimiter may do better
        pass
    return records if is_whole or len(records) < 2 else records[:-1]


def _width(rows: list[list[str]], header: headers.Header) -> int:
    """How many columns data rows have: the commonest, for headers may be cut short or run over."""
    widths = Counter(len(row) for row in rows[header.last + 1 :] if len(row) > max(header.columns, default=0))
    named = max(len(row) for row in rows[header.first : header.last + 1])
    return max(widths, key=lambda width: (widths[width], width), default=named)


class _Reader:
    """Arrow's streaming reader with every record numbered and every ragged one kept."""

    def __init__(
        self, incoming: Incoming, codec: str, delimiter: str, header: headers.Header, width: int
    ) -> None:
        self.incoming, self.codec, self.delimiter, self.header = incoming, codec, delimiter, header
        self.names = [str(position) for position in range(min(width, MAX_COLUMNS))]
        self.ragged: list[arrow_csv.InvalidRow] = []
        self.next_number = header.last + 2

    def batches(self) -> Iterator[pa.RecordBatch]:
        try:
            with self._open() as stream:
                for batch in stream:
                    yield from self._numbered(batch)
        except pa.ArrowInvalid as error:
            if "straddling" in str(error) or "block" in str(error):
                todo = "Close the quotation mark, or double those that stand inside a cell."
                where = f"after row {self.next_number - 1}"
                raise self.incoming.refuse("has a quotation mark that never closes", [where], todo) from None
            if "Empty CSV" not in str(error):
                raise
        yield from self._broken(self.ragged)

    def _open(self) -> arrow_csv.CSVStreamingReader:
        """One thread, so that Arrow numbers the ragged records."""
        return arrow_csv.open_csv(
            self.incoming.file,
            arrow_csv.ReadOptions(
                use_threads=False,
                block_size=BLOCK,
                column_names=self.names,
                skip_rows_after_names=self.header.last + 1,
                encoding="utf8" if self.codec == "utf-8" else self.codec,
            ),
            arrow_csv.ParseOptions(
                delimiter=self.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=self._keep,
            ),
            arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in self.names}, strings_can_be_null=False
            ),
        )

    def _keep(self, row: arrow_csv.InvalidRow) -> str:
        self.ragged.append(row)
        return "skip"

    def _numbered(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """A batch with its records' numbers: those that the ragged records between them left over."""
        taken = np.array([row.number for row in self.ragged], dtype=np.int64)
        span = np.arange(self.next_number, self.next_number + batch.num_rows + len(taken), dtype=np.int64)
        numbers = span[~np.isin(span, taken)][: batch.num_rows]
        if batch.num_rows:
            self.next_number = int(numbers[-1]) + 1
        done = [row for row in self.ragged if row.number < self.next_number]
        self.ragged = self.ragged[len(done) :]
        yield from self._broken(done)
        yield from self._whole(batch, numbers)

    def _whole(self, batch: pa.RecordBatch, numbers: np.ndarray) -> Iterator[pa.RecordBatch]:
        kept = ~_blank(batch)
        swallowed = kept & _swallowed(batch, self.delimiter)
        source = self.incoming.source
        rule = pa.array(np.where(swallowed, "unclosed_quote", ""), pa.string())
        rule = pc.if_else(pa.array(swallowed), rule, pa.scalar(None, pa.string()))
        chosen = {name: batch.column(position) for position, name in self.header.columns.items()}
        empty = pa.nulls(batch.num_rows, pa.string())
        arrays = [
            pa.array(numbers),
            rule,
            empty,
            *(chosen.get(column.name, empty) for column in source.columns),
        ]
        yield pa.record_batch(arrays, schema=source.raw_schema()).filter(pa.array(kept))

    def _broken(self, ragged: list[arrow_csv.InvalidRow]) -> Iterator[pa.RecordBatch]:
        """Ragged records; the cells of a short one are kept, so that footers can be told from data."""
        rows = Rows(self.incoming.source)
        for row in ragged:
            if row.actual_columns > row.expected_columns:
                rows.add_broken(row.number, "ragged_row", row.text)
            elif row.text.strip(self.delimiter + " \r\n"):
                rows.add(row.number, self._cells(row.text), "ragged_row")
        yield from rows.flush()

    def _cells(self, text: str) -> list[str | None]:
        cells = next(csv.reader([text], delimiter=self.delimiter), [])
        place = {name: position for position, name in self.header.columns.items()}
        order = [place.get(column.name, len(cells)) for column in self.incoming.source.columns]
        return [cells[position][:MAX_TEXT] if position < len(cells) else None for position in order]


def _blank(batch: pa.RecordBatch) -> np.ndarray:
    """Which records have nothing in any cell."""
    blank = np.ones(batch.num_rows, dtype=bool)
    for column in batch.columns:
        if not blank.any():
            break
        blank &= pc.equal(pc.binary_length(column), 0).to_numpy(zero_copy_only=False)
    return blank


def _swallowed(batch: pa.RecordBatch, delimiter: str) -> np.ndarray:
    """Which records hold whole other lines in one cell, as when a quotation mark was never closed."""
    found = np.zeros(batch.num_rows, dtype=bool)
    for column in batch.columns:
        data = column.buffers()[2]
        if data is not None and (np.frombuffer(data, dtype=np.uint8) == 10).any():
            lines = pc.match_substring(column, "\n").to_numpy(zero_copy_only=False)
            many = pc.greater_equal(pc.count_substring(column, delimiter), max(batch.num_columns - 1, 2))
            found |= lines & many.to_numpy(zero_copy_only=False)
    return found
