"""Parquet, in batches. Numbers and dates come back as a person would have typed them. Rows count from 1."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.sources import headers
from etl.sources.readers.base import BATCH_ROWS, Incoming, Table


def open_table(incoming: Incoming) -> Table:
    """Open a Parquet file.

    Raises:
        FileRefused: a column is missing, or holds lists or records instead of values.
    """
    file = pq.ParquetFile(incoming.file, memory_map=True, pre_buffer=False)
    header = headers.require([file.schema_arrow.names], incoming)
    nested = [
        name
        for position, name in header.columns.items()
        if pa.types.is_nested(file.schema_arrow.types[position])
    ]
    if nested:
        raise incoming.refuse(
            f"holds no plain values in {len(nested)} columns",
            [f"columns: {', '.join(nested)}"],
            "Send one value a cell.",
        )
    return Table("parquet", "", _batches(file, header, incoming), header.undeclared)


def _batches(file: pq.ParquetFile, header: headers.Header, incoming: Incoming) -> Iterator[pa.RecordBatch]:
    source, names = incoming.source, file.schema_arrow.names
    headed = {column: names[position] for position, column in header.columns.items()}
    number = 1
    for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=list(headed.values())):
        empty = pa.nulls(batch.num_rows, pa.string())
        cells = [_text(batch.column(headed[c.name])) if c.name in headed else empty for c in source.columns]
        numbers = pa.array(range(number, number + batch.num_rows), pa.int64())
        rows = pa.record_batch([numbers, empty, empty, *cells], schema=source.raw_schema())
        number += batch.num_rows
        yield rows.filter(_filled(cells))


def _filled(cells: list[pa.Array]) -> pa.Array:
    """Which rows have a value anywhere."""
    filled = [pc.fill_null(pc.not_equal(cell, ""), False) for cell in cells]
    any_filled = filled[0]
    for each in filled[1:]:
        any_filled = pc.or_(any_filled, each)
    return any_filled


def _text(values: pa.Array) -> pa.Array:
    """Values as text: 1 for 1.0, ISO dates without a midnight, true and false."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    kind = values.type
    if pa.types.is_null(kind):
        return pa.nulls(len(values), pa.string())
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        text = pc.cast(pc.cast(values, pa.float64()) if pa.types.is_float16(kind) else values, pa.string())
        return pc.if_else(_is_whole(values), pc.cast(pc.cast(_whole(values), pa.int64()), pa.string()), text)
    if pa.types.is_timestamp(kind):
        text = pc.cast(values, pa.string())
        return pc.replace_substring_regex(text, pattern=r"[ T]00:00:00(\.0+)?Z?$", replacement="")
    return pc.cast(values, pa.string())


def _is_whole(values: pa.Array) -> pa.Array:
    small = pc.less(pc.abs(values), 10**15)
    return pc.fill_null(pc.and_(small, pc.equal(values, pc.round(values))), False)


def _whole(values: pa.Array) -> pa.Array:
    """The values where they are whole, 0 elsewhere, so that they can be cast."""
    return pc.if_else(_is_whole(values), values, pa.scalar(0, values.type))
