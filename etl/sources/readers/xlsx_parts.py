"""The parts of an XLSX beside its sheets: the list of sheets, number formats, shared strings.

Everything is parsed as a stream by a parser that resolves no entity, loads no DTD and reaches no network.
Shared strings lie in a scratch file, so that memory does not grow with them.
"""

import mmap
import posixpath
import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from lxml import etree

from etl.sources.readers.spreadsheet import Look, look_of

KNOWN = 10_000  # strings kept at hand: words of lists, codes, dates that many rows share
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True)
class Sheet:
    """A sheet of the book: its name, whether it is visible, its part in the archive."""

    name: str
    visible: bool
    part: str


def parse(stream: IO[bytes], *tags: str) -> Iterator[Any]:
    """Elements of the named tags (any namespace) as they end; each is cleared when the next one is asked for.

    Raises:
        lxml.etree.XMLSyntaxError: the XML is broken or has a document type.
    """
    events = etree.iterparse(
        stream,
        events=("end",),
        tag=[f"{{*}}{tag}" for tag in tags],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for number, (_, element) in enumerate(events):
        if number == 0:
            refuse_document_type(element)
        yield element
        element.clear()
        parent = element.getparent()
        if parent is not None:
            while element.getprevious() is not None:
                del parent[0]


def refuse_document_type(element: Any) -> None:
    """Raise where the document declares a type: no registry's file does, an entity bomb must."""
    if element.getroottree().docinfo.doctype:
        raise etree.XMLSyntaxError("document type", 0, 0, 0)


def local(element: Any) -> str:
    """An element's tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def sheets(book: zipfile.ZipFile) -> tuple[list[Sheet], bool]:
    """The worksheets in the book's order, and whether days are counted from 1904."""
    with book.open("xl/_rels/workbook.xml.rels") as stream:
        parts = {each.get("Id"): _part(each.get("Target", "")) for each in parse(stream, "Relationship")}
    found, starts_1904 = [], False
    with book.open("xl/workbook.xml") as stream:
        for each in parse(stream, "sheet", "workbookPr"):
            if local(each) == "workbookPr":
                starts_1904 = each.get("date1904") in ("1", "true")
                continue
            part = parts.get(each.get(RELATION) or each.get(STRICT_RELATION), "")
            if "worksheets/" in part:
                found.append(Sheet(each.get("name", ""), each.get("state", "visible") == "visible", part))
    return found, starts_1904


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def looks(book: zipfile.ZipFile) -> list[Look]:
    """How numbers are shown, by a cell's style number."""
    if "xl/styles.xml" not in book.namelist():
        return []
    codes: dict[int, str] = {}
    found: list[Look] = []
    with book.open("xl/styles.xml") as stream:
        for each in parse(stream, "numFmt", "cellXfs"):
            if local(each) == "numFmt":
                codes[int(each.get("numFmtId", 0))] = each.get("formatCode", "")
            else:
                ids = [int(style.get("numFmtId", 0)) for style in each]
                found = [look_of(number, codes.get(number, "")) for number in ids]
    return found


class SharedStrings:
    """The strings that cells point to, kept in a scratch file and looked up by number."""

    def __init__(self, book: zipfile.ZipFile, scratch: Path) -> None:
        self._ends = array("Q", [0])
        self._file = (scratch / "strings").open("w+b")
        if "xl/sharedStrings.xml" in book.namelist():
            with book.open("xl/sharedStrings.xml") as stream:
                for each in parse(stream, "si"):
                    self._file.write(rich_text(each).encode("utf-8", "replace"))
                    self._ends.append(self._file.tell())
        self._file.flush()
        self._bytes = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) if self._ends[-1] else b""
        self._known = lru_cache(KNOWN)(self._read)

    def __getitem__(self, number: int) -> str:
        return self._known(number)

    def _read(self, number: int) -> str:
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode("utf-8")

    def close(self) -> None:
        if isinstance(self._bytes, mmap.mmap):
            self._bytes.close()
        self._file.close()


def rich_text(element: Any) -> str:
    """The text of a string element, its runs joined, pronunciation marks left out."""
    parts = [each.text or "" for each in element.iter("{*}t") if local(each.getparent()) != "rPh"]
    return unescape("".join(parts))


def unescape(text: str) -> str:
    """Excel writes control characters as `_x000D_`."""
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
