"""Before a release is served: everything that was written is counted again and must agree.

Rows in the lake = rows in each file = rows in the database, and each file's checksum = the manifest's.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine as Database

from etl.database import releases
from etl.engine import Engine
from etl.errors import CountsDiffer
from etl.lake import Lake
from etl.publish.manifest import FILE, checksum, dump

ROW = b"<row "
PIECE = 1 << 20


def require_agreement(
    engine: Engine, database: Database, lake: Lake, manifest: Mapping[str, Any], folder: Path
) -> None:
    """Count everything again.

    Raises:
        CountsDiffer: with every place that disagrees.
    """
    found = damaged_files(manifest, folder)
    found = found or [
        line for entry in manifest["lists"] for line in _differing(engine, lake, manifest, entry, folder)
    ]
    found += releases.differing_counts(database, manifest)
    if found:
        raise CountsDiffer(
            f"release {manifest['release_id']} does not hold what it should in {len(found)} place(s)",
            found,
            "It is not served; the last release still is.",
            "Run again: what was written is made anew. If it comes back, report it with this message.",
        )


def damaged_files(manifest: Mapping[str, Any], folder: Path) -> list[str]:
    """Files of the release that are missing or not what the manifest says, in words."""
    entries = [file for entry in manifest["lists"] for file in entry["files"].values()]
    damaged = [
        f"{file['name']}: missing or changed"
        for file in entries
        if not _is_whole(folder / file["name"], file)
    ]
    written = folder / FILE
    if not written.is_file() or written.read_text(encoding="utf-8") != dump(manifest):
        damaged.append(f"{FILE}: missing or changed")
    return damaged


def _is_whole(file: Path, entry: Mapping[str, Any]) -> bool:
    return file.is_file() and file.stat().st_size == entry["bytes"] and checksum(file) == entry["sha256"]


def _differing(
    engine: Engine, lake: Lake, manifest: Mapping[str, Any], entry: Mapping[str, Any], folder: Path
) -> list[str]:
    in_lake = _count(engine, "read_parquet($file)", lake.path(entry["table"], manifest["period"]))
    counts = {
        "parquet": _count(engine, "read_parquet($file)", folder / entry["files"]["parquet"]["name"]),
        "csv": _count(engine, CSV_READER, folder / entry["files"]["csv"]["name"]),
        "jsonl": _count_in(folder / entry["files"]["jsonl"]["name"]),
        "xlsx": count_sheet_rows(folder / entry["files"]["xlsx"]["name"]),
        "manifest": entry["rows"],
    }
    return [
        f"{entry['list']}: {number:,} rows in {kind}, {in_lake:,} in the lake"
        for kind, number in counts.items()
        if number != in_lake
    ]


CSV_READER = "read_csv($file, header = true, all_varchar = true, quote = '\"', escape = '\"', delim = ',')"


def _count(engine: Engine, reader: str, file: Path) -> int:
    return int(engine.execute(f"select count(*) from {reader}", file=str(file))[0][0])


def _count_in(file: Path) -> int:
    """Lines of a JSON Lines file; a line end inside a text is an escape there."""
    with file.open("rb") as opened:
        return sum(piece.count(b"\n") for piece in iter(lambda: opened.read(PIECE), b""))


def count_sheet_rows(file: Path) -> int:
    """Data rows of a workbook: those of every sheet but the first, without the headers."""
    total = 0
    with zipfile.ZipFile(file) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            if name != "xl/worksheets/sheet1.xml":
                total += _count_rows(book, name) - 1
    return total


def _count_rows(book: zipfile.ZipFile, name: str) -> int:
    count, tail = 0, b""
    with book.open(name) as sheet:
        while piece := sheet.read(PIECE):
            piece = tail + piece
            count += piece.count(ROW)
            tail = piece[-len(ROW) + 1 :]
    return count
