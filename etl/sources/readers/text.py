"""In which encoding a text file is written, found by reading all of it once before anything is parsed."""

import codecs
import unicodedata
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from etl.sources.readers.base import Incoming

CHUNK = 1 << 20
LONGEST_LINE = 1 << 20  # bytes; the widest real form has 117 columns (DOMAIN §5.4)
MARKS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
NAMES = {"utf-8": "utf-8", "utf-16": "utf-16", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}
NAMES |= {"cp1258": "windows-1258", "cp1252": "windows-1252"}
VIETNAMESE = set("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ₫“”‘’–—…\u00a0")
SAVE_AGAIN = "Open it where it was made and save it again as CSV UTF-8."


def encoding_of(incoming: Incoming) -> str:
    """The Python codec that reads the whole file.

    Windows-1258 is told from TCVN3 or VNI letters saved as Windows-1252 by whether it gives Vietnamese.

    Raises:
        FileRefused: it is no text, has an endless line, or cannot be decoded; with the byte and the line.
    """
    codec = _by_first_bytes(incoming)
    _check_lines(incoming, wide=codec.startswith("utf-16"))
    fault = _first_fault(incoming.file, codec)
    if fault and codec == "utf-8" and not _is_mostly_utf8(sample := _around(incoming.file, fault[0])):
        codec = _eight_bit(sample)
        fault = _first_fault(incoming.file, codec)
    if fault:
        where = f"first fault at byte {fault[0]}, line {fault[1]}"
        raise incoming.refuse(f"cannot be read as {NAMES[codec]}", [where], SAVE_AGAIN)
    return codec


def _by_first_bytes(incoming: Incoming) -> str:
    with incoming.file.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise incoming.refuse("is written in UTF-32, which is not read", todo=SAVE_AGAIN)
    for mark, codec in MARKS:
        if start.startswith(mark):
            return codec
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) // 8 and min(even, odd) <= len(start) // 64:
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8"


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _check_lines(incoming: Incoming, wide: bool) -> None:
    """Refuse NUL bytes (unless letters are two bytes wide) and a line longer than any table's."""
    length = place = line = 0
    for chunk in _chunks(incoming.file):
        if not wide and (at := chunk.find(0)) >= 0:
            where = f"NUL byte at byte {place + at + 1}, line {line + chunk.count(10, 0, at) + 1}"
            raise incoming.refuse(
                "is not text", [where], "It was cut off or is of another kind: have it sent again."
            )
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        length = length + len(chunk) if end < 0 else len(chunk) - end - 1
        if length > LONGEST_LINE:
            where = f"line {line + chunk.count(10) + 1}"
            todo = "A table has one row a line: save it again with line breaks."
            raise incoming.refuse(f"has a line longer than {LONGEST_LINE:,} bytes", [where], todo)
        line += chunk.count(10)
        place += len(chunk)


def _first_fault(file: Path, codec: str) -> tuple[int, int] | None:
    """Byte and line (1-based) of the first thing that the codec cannot read; None where it reads all."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    skips_ascii = not codec.startswith("utf-16")
    place = line = 0
    for chunk in chain(_chunks(file), [b""]):
        try:
            if not (skips_ascii and chunk and chunk.isascii() and not decoder.getstate()[0]):
                decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            at = max(error.start - (len(error.object) - len(chunk)), 0)
            return place + at + 1, line + chunk.count(10, 0, at) + 1
        place += len(chunk)
        line += chunk.count(10)
    return None


def _around(file: Path, place: int) -> bytes:
    with file.open("rb") as stream:
        stream.seek(max(0, place - 1 - CHUNK // 16))
        return stream.read(CHUNK)


def _is_mostly_utf8(sample: bytes) -> bool:
    """Whether most letters beyond ASCII are UTF-8, so that what is not is damage and no other encoding."""
    read = sample.decode("utf-8", "replace")
    damaged = read.count("\ufffd")
    return 2 * damaged < sum(1 for letter in read if not letter.isascii())


def _eight_bit(sample: bytes) -> str:
    read = unicodedata.normalize("NFC", sample.decode("cp1258", "replace")).lower()
    strange = [letter for letter in read if not letter.isascii()]
    return (
        "cp1258" if sum(1 for letter in strange if letter in VIETNAMESE) >= 0.9 * len(strange) else "cp1252"
    )
