"""Text that DuckDB makes, as bytes ready to be sent on: many lines at a time, none touched in Python."""

from collections.abc import Iterator
from typing import Any

from etl.engine import Engine

BATCH_LINES = 20_000  # of about 1 kB: 20 MB at a time


def stream_text(engine: Engine, select: str, values: dict[str, Any]) -> Iterator[memoryview]:
    """Run a select of one text column and give its values, joined, a batch at a time and in order.

    Arrow keeps a column's text in one piece, so a batch is the bytes from its first value's start to its last
    value's end.
    """
    for batch in engine.connection.sql(select, params=values).to_arrow_reader(BATCH_LINES):
        column = batch.column(0)
        _, offsets, text = column.buffers()
        bounds = memoryview(offsets).cast("i")
        yield memoryview(text)[bounds[column.offset] : bounds[column.offset + len(column)]]
