"""One reader a format; `open_table` tells by a file's content which one it needs."""

import errno
from collections.abc import Iterator

import pyarrow as pa

from etl.errors import BaophuError
from etl.sources.readers import csv, database, form_05qtt, jsonl, parquet, xls, xlsx
from etl.sources.readers.base import Incoming, Table
from etl.sources.readers.formats import recognise

READERS = {
    "csv": csv.open_table,
    "database": database.open_table,
    "form_05qtt": form_05qtt.open_table,
    "jsonl": jsonl.open_table,
    "parquet": parquet.open_table,
    "xls": xls.open_table,
    "xlsx": xlsx.open_table,
}
UNFINISHED = (".part", ".filepart", ".crdownload", ".tmp")


def open_table(incoming: Incoming) -> Table:
    """Open a delivered file, whatever format it has.

    Raises:
        FileRefused: at once or while its batches are read; nothing else comes out of a broken file.
    """
    if incoming.name.lower().endswith(UNFINISHED):
        raise incoming.refuse(
            "is an unfinished upload by its name", todo="Wait for it to end, or have it sent again."
        )
    try:
        form, unpacked = recognise(incoming)
        table = READERS[form](unpacked)
    except Exception as error:
        raise _refusal(error, incoming) from None
    table.batches = _guarded(table.batches, incoming)
    return table


def _guarded(batches: Iterator[pa.RecordBatch], incoming: Incoming) -> Iterator[pa.RecordBatch]:
    try:
        yield from batches
    except Exception as error:
        raise _refusal(error, incoming) from None


def _refusal(error: Exception, incoming: Incoming) -> Exception:
    """Parsers meet broken bytes with errors of every kind; their words may quote a cell, so the kind is told.

    Errors of the machine (disk full, no rights) are not the file's fault and stay what they are.
    """
    if isinstance(error, BaophuError | MemoryError):
        return error
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        return error
    return incoming.refuse(
        "is cut off, damaged, or not what it claims to be",
        [f"kind of error: {type(error).__name__}"],
        "Open it where it was made, save it again and have it sent again.",
    )
