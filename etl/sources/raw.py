"""The files of a delivery read into one raw Parquet file: every cell as text, every row with its place."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import FileRefused
from etl.sources.declaration import Source
from etl.sources.deliveries import LandedFile, replaced_names
from etl.sources.readers import open_table
from etl.sources.readers.base import Incoming, Table

GROUP_ROWS = 100_000
GROUP_BYTES = 128 << 20
Progress = Callable[[str, str, int], None]


class RawFile:
    """Collects batches into row groups; thousands of small files thus make a few large groups."""

    def __init__(self, path: Path, source: Source) -> None:
        self.schema = pa.schema([("file_no", pa.int32()), *source.raw_schema()])
        self._writer = pq.ParquetWriter(path, self.schema, compression="snappy")
        self._waiting: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0

    def __enter__(self) -> "RawFile":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._flush()
        self._writer.close()

    def add(self, number: int, batch: pa.RecordBatch) -> None:
        numbers = pa.array([number], pa.int32()).take(pa.nulls(batch.num_rows, pa.int32()).fill_null(0))
        self._waiting.append(pa.record_batch([numbers, *batch.columns], schema=self.schema))
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._rows >= GROUP_ROWS or self._bytes >= GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(
                pa.Table.from_batches(self._waiting, self.schema), row_group_size=GROUP_ROWS * 2
            )
        self._waiting, self._rows, self._bytes = [], 0, 0


@dataclass(frozen=True)
class Reading:
    """What all files of a delivery are read with."""

    source: Source
    period: str
    scratch: Path
    environment: Mapping[str, str]
    progress: Progress

    def read(self, files: Iterable[tuple[Path, LandedFile]], raw: RawFile) -> None:
        """Read each file; a broken one is marked refused, and its rows in the raw file count for nothing."""
        names = {landed.source_file.rpartition("/")[2] for _, landed in files}
        for file, landed in files:
            try:
                self._check_replaced(file, names, landed)
                self._read_one(file, landed, raw)
            except FileRefused as refusal:
                landed.status, landed.message, landed.rows_in = "refused", str(refusal), 0

    def _check_replaced(self, file: Path, names: set[str], landed: LandedFile) -> None:
        unknown = [name for name in replaced_names(file) if name not in names - {file.name}]
        if unknown:
            raise FileRefused(
                f"{landed.source_file} replaces {len(unknown)} files that are not in its delivery",
                stands="The other files of the delivery go on.",
                todo=f"Mend {file.name}.replaces: one file name a line, each of this source and period.",
            )

    def _read_one(self, file: Path, landed: LandedFile, raw: RawFile) -> None:
        incoming = Incoming(
            file, landed.source_file, self.source, self.period, self.scratch, self.environment
        )
        table = open_table(incoming)
        landed.format, landed.encoding = table.format, table.encoding
        landed.rows_in = self._copy(table, landed, raw)
        landed.undeclared_columns = "; ".join(table.undeclared)
        if landed.rows_in == 0:
            raise incoming.refuse("holds a header and no rows", todo="Have it sent again with its rows.")

    def _copy(self, table: Table, landed: LandedFile, raw: RawFile) -> int:
        rows, content = 0, hashlib.sha256()
        for batch in table.batches:
            raw.add(landed.number, batch)
            rows += batch.num_rows
            self.progress(self.source.name, landed.source_file, rows)
            if table.format == "database":
                content.update(batch.serialize())
        if table.format == "database":
            landed.sha256 = content.hexdigest()
        return rows
