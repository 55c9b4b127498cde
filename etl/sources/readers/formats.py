"""What a file is, told by its content; archives are expanded within limits before they are read."""

import gzip
import re
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import IO

from etl.sources.readers.base import Incoming

START = 1 << 16
FREE = 100 << 20  # an archive may always grow to this
RATIO = 200  # beyond it, real tables compress at most 50 times, a bomb 1000
RESEND = "Have it sent again."

OTHERS = [
    (b"%PDF", "a PDF", "Ask for the table itself, as XLSX or CSV."),
    (b"Rar!", "a RAR archive", "Unpack it, or send ZIP or GZ."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it, or send ZIP or GZ."),
    (b"SQLite format 3", "an SQLite database", "Send the table, or a .database.yml with URL and query."),
    (b"\x89PNG", "a picture", "Ask for the table itself, as XLSX or CSV."),
    (b"\xff\xd8\xff", "a picture", "Ask for the table itself, as XLSX or CSV."),
    (b"BZh", "a BZ2 archive", "Unpack it, or send ZIP or GZ."),
    (b"\xfd7zXZ", "an XZ archive", "Unpack it, or send ZIP or GZ."),
]
OFFICE = "Open it in a spreadsheet program and save it as XLSX."


def recognise(incoming: Incoming) -> tuple[str, Incoming]:
    """The format of a file and the file to read, expanded where it was packed.

    Raises:
        FileRefused: it is empty, cut off, a bomb, or of a kind that is not read; with what to do.
    """
    if incoming.name.endswith(".database.yml"):
        return "database", incoming
    start = _start(incoming.file)
    if not start:
        raise incoming.refuse("is empty", todo=RESEND)
    if start.startswith((b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06")) and (found := _packed(start, incoming)):
        return found
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office(incoming), incoming
    if start[:2] == b"\x09\x08" and start[2:4] in (b"\x10\x00", b"\x08\x00"):
        return "xls", incoming
    if start.startswith(b"PAR1"):
        return "parquet", incoming
    for mark, kind, todo in OTHERS:
        if start.startswith(mark):
            raise incoming.refuse(f"is {kind}", todo=todo)
    return _text_format(start, incoming), incoming


def _start(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(START)


def _packed(start: bytes, incoming: Incoming) -> tuple[str, Incoming]:
    if incoming.file.parent == incoming.scratch:
        raise incoming.refuse("is an archive in an archive", todo="Send the table packed once.")
    if start.startswith(b"\x1f\x8b"):
        return recognise(replace(incoming, file=_expand_gz(incoming)))
    members = _members(incoming)
    names = {member.filename.replace("\\", "/") for member in members}
    if "xl/workbook.xml" in names:
        return "xlsx", incoming
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise incoming.refuse("is an office file other than XLSX", todo=OFFICE)
    if len(members) != 1:
        raise incoming.refuse(
            f"is an archive of {len(members)} files", todo="Pack each file alone, or send them unpacked."
        )
    return recognise(replace(incoming, file=_expand_zip(members[0], incoming)))


def _members(incoming: Incoming) -> list[zipfile.ZipInfo]:
    """The files of an archive, system litter left out; refused where locked or growing beyond measure."""
    try:
        with zipfile.ZipFile(incoming.file) as archive:
            found = [
                m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")
            ]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise incoming.refuse(
            "is cut off or damaged: its list of contents cannot be read", todo=RESEND
        ) from None
    if any(member.flag_bits & 1 for member in found):
        raise incoming.refuse(
            "is locked by a password", todo="Send it without a password, over the agreed channel."
        )
    _check_growth(sum(member.file_size for member in found), incoming)
    return found


def _check_growth(size: int, incoming: Incoming) -> None:
    if size > max(FREE, RATIO * incoming.file.stat().st_size):
        limit = f"more than {RATIO} times its size and more than {FREE >> 20} MB"
        raise incoming.refuse(
            "grows beyond measure when unpacked", [limit], "Check where it comes from; send it unpacked."
        )


def _expand_gz(incoming: Incoming) -> Path:
    with gzip.open(incoming.file) as packed:
        return _copy(packed, incoming)


def _expand_zip(member: zipfile.ZipInfo, incoming: Incoming) -> Path:
    try:
        with zipfile.ZipFile(incoming.file) as archive, archive.open(member) as packed:
            return _copy(packed, incoming)
    except NotImplementedError:
        raise incoming.refuse(
            "is packed in a way that is not read", todo="Pack it as ordinary ZIP or GZ."
        ) from None


def _copy(packed: IO[bytes] | gzip.GzipFile, incoming: Incoming) -> Path:
    """The unpacked bytes in the scratch folder, checked while they grow."""
    target, size = incoming.scratch / "unpacked", 0
    try:
        with target.open("wb") as out:
            while chunk := packed.read(1 << 20):
                size += len(chunk)
                _check_growth(size, incoming)
                out.write(chunk)
    except (EOFError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error):
        where = f"sound up to {size:,} unpacked bytes"
        raise incoming.refuse("is cut off or damaged inside", [where], RESEND) from None
    return target


def _old_office(incoming: Incoming) -> str:
    """XLS, unless the container holds an XLSX behind a password."""
    names = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book")}
    found, before = set(), b""
    with incoming.file.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            found |= {name for name, mark in names.items() if mark in before + chunk}
            before = chunk[-64:]
    if "EncryptedPackage" in found:
        raise incoming.refuse("is locked by a password", todo="Save it without a password.")
    if not found:
        raise incoming.refuse("is an old office file that is cut off or holds no workbook", todo=OFFICE)
    return "xls"


def _text_format(start: bytes, incoming: Incoming) -> str:
    text = (
        start.decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "ignore")
        .lstrip()
        .lower()
    )
    if not text.strip("\x00 \r\n\t"):
        raise incoming.refuse("is empty", todo=RESEND)
    if text.startswith(("<!doctype html", "<html", "<table", "<meta", "<head", "<style", "mime-version:")):
        raise incoming.refuse("is a web page, whatever its name says", todo=OFFICE)
    if text.startswith("<"):
        return "form_05qtt"
    if re.match(r"\[\s*[{\[]", text):
        raise incoming.refuse(
            "is one JSON list, which cannot be read row by row", todo="Send JSON Lines: one object a line."
        )
    return "jsonl" if text.startswith("{") else "csv"
