"""JSON Lines and Parquet."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.sample import text
from etl.sample.delivery import Landing, Sheet, headers


def _json_cell(column: pa.Array) -> pa.Array:
    """Text as JSON strings, NULL as null; control characters do not occur."""
    escaped = pc.replace_substring(pc.replace_substring(column, "\\", "\\\\"), '"', '\\"')
    return pc.fill_null(text.join(['"', escaped, '"']), "null")


def write_json(landing: Landing, path: Path, rows: Sheet, named: dict[str, str]) -> None:
    """One object a line, UTF-8; the first row is line 1."""
    pairs: list[pa.Array | str] = []
    for name, column in zip(headers(rows, named), rows.columns.values(), strict=True):
        pairs += [
            ("{" if not pairs else ", ") + json.dumps(name, ensure_ascii=False) + ": ",
            _json_cell(column),
        ]
    lines = text.join([*pairs, "}\n"])
    path.write_bytes("".join(lines.to_pylist()).encode())
    landing.note(path, 1, rows)


def write_parquet(landing: Landing, path: Path, rows: Sheet, named: dict[str, str]) -> None:
    """All columns as text, the first row is row 1."""
    table = pa.table(dict(zip(headers(rows, named), rows.columns.values(), strict=True)))
    pq.write_table(table, path, compression="zstd")
    landing.note(path, 1, rows)
