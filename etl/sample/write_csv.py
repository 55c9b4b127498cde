"""Delimited text in every encoding and packing that arrives: BOM, UTF-16, Windows-1258, gzip, zip."""

import gzip
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample import encodings, text
from etl.sample.delivery import Landing, Sheet, headers

CHUNK = 200_000
LONG_AGO = (2026, 1, 1, 0, 0, 0)  # a fixed time inside archives, so that the same rows give the same bytes


def quoted(column: pa.Array, delimiter: str) -> pa.Array:
    """Cells as they stand in the file: NULL empty, quotes only where the cell needs them."""
    column = pc.fill_null(column, "")
    needs = pc.match_substring_regex(column, f'["\\r\\n{delimiter}]')
    if not pc.any(needs).as_py():
        return column
    escaped = text.join(['"', pc.replace_substring(column, '"', '""'), '"'])
    return pc.if_else(needs, escaped, column)


def _lines(rows: Sheet, delimiter: str) -> bytes:
    cells = [quoted(column, delimiter) for column in rows.columns.values()]
    lines = text.join([text.join(cells, delimiter), "\r\n"])
    return lines.buffers()[2].to_pybytes()[: pc.sum(pc.binary_length(lines)).as_py()]


def _encoded(content: bytes, encoding: str) -> bytes:
    if encoding == "utf-8":
        return content
    if encoding == "windows-1258":
        return encodings.windows_1258(content.decode())
    return content.decode().encode(encoding)


def content(rows: Sheet, names: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The whole file: one header line, then the rows.

    Args:
        encoding: `utf-8`, `utf-8-sig` (with a byte order mark), `utf-16` or `windows-1258`.
    """
    mark = b"\xef\xbb\xbf" if encoding == "utf-8-sig" else b""
    encoding = encoding.removesuffix("-sig")
    pieces = [delimiter.join(names).encode() + b"\r\n"]
    for start in range(0, len(rows), CHUNK):
        chunk = rows.take(np.arange(start, min(start + CHUNK, len(rows))))
        pieces.append(_lines(chunk, delimiter))
    return mark + _encoded(b"".join(pieces), encoding)


def pack(path: Path, body: bytes) -> None:
    """Write the bytes as they are, or compressed as the file's name says, without the time of day."""
    if path.suffix == ".gz":
        with path.open("wb") as file, gzip.GzipFile("", "wb", 5, file, mtime=0) as packed:
            packed.write(body)
    elif path.suffix == ".zip":
        member = zipfile.ZipInfo(path.stem, LONG_AGO)
        member.compress_type = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, body, compresslevel=5)
    else:
        path.write_bytes(body)


def write(
    landing: Landing,
    path: Path,
    rows: Sheet,
    named: dict[str, str],
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> None:
    """Write a sheet as delimited text and note its rows; the first data row is line 2."""
    pack(path, content(rows, headers(rows, named), delimiter, encoding))
    landing.note(path, 2, rows)
