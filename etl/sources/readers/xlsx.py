"""XLSX, read row by row from the sheet that holds the table.

Formulas are never computed: what Excel last stored is read. A row's number is its number in the sheet.
"""

import zipfile
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import IO
from xml.parsers import expat

import pyarrow as pa

from etl.sources.headers import SEARCHED
from etl.sources.readers.base import MAX_COLUMNS, Incoming, Row, Table, batches
from etl.sources.readers.spreadsheet import Look, choose_sheet, number_text
from etl.sources.readers.xlsx_parts import SharedStrings, looks, sheets, unescape

CHUNK = 1 << 16
NO_LOOK = Look()


def open_table(incoming: Incoming) -> Table:
    """Open a workbook.

    Raises:
        FileRefused: no sheet, or more than one, holds the source's table.
    """
    book = _Book(incoming)
    try:
        first = [
            (sheet.part, sheet.visible, list(islice(book.rows(sheet.part), SEARCHED)))
            for sheet in book.sheets
        ]
        part, header, numbers = choose_sheet(first, incoming)
    except BaseException:
        book.close()
        raise
    data = (row for row in book.rows(part) if row[0] > numbers[header.last])

    def read() -> Iterator[pa.RecordBatch]:
        try:
            yield from batches(data, header.columns, incoming.source)
        finally:
            book.close()

    return Table("xlsx", "", read(), header.undeclared)


class _Book:
    """An open workbook: its sheets and the rows of each as text."""

    def __init__(self, incoming: Incoming) -> None:
        self.incoming = incoming
        self.archive = zipfile.ZipFile(incoming.file)
        self.sheets, self.starts_1904 = sheets(self.archive)
        self.looks = looks(self.archive)
        self.strings = SharedStrings(self.archive, incoming.scratch)

    def close(self) -> None:
        self.strings.close()
        self.archive.close()

    def rows(self, part: str) -> Iterator[Row]:
        with self.archive.open(part) as stream:
            yield from _SheetParser(self).rows(stream)

    def text(self, kind: str, style: str, written: str) -> str | None:
        """A cell's text from its type, style number and stored value; None where it is empty."""
        if not written:
            return None
        if kind == "s":
            return self.strings[int(written)] or None
        if kind == "b":
            return "true" if written == "1" else "false"
        if kind in ("str", "e", "d", "inlineStr"):
            return unescape(written)
        number = int(style)
        return number_text(
            written, self.looks[number] if number < len(self.looks) else NO_LOOK, self.starts_1904
        )


class _SheetParser:
    """Turns a sheet's XML into rows while it is read; a DTD is refused, nothing outside is loaded."""

    def __init__(self, book: _Book) -> None:
        self.book = book
        self.ready: list[Row] = []
        self.number = 0
        self.cells: list[str | None] = []
        self.written: list[str] = []
        self.reference, self.kind, self.style = "", "n", "0"
        self.in_pronunciation = False
        self.parser = expat.ParserCreate()

    def rows(self, stream: IO[bytes]) -> Iterator[Row]:
        parser = self.parser
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk)
            yield from self.ready
            self.ready = []
        parser.Parse(b"", True)
        yield from self.ready

    def _refuse_document_type(self, *declared: object) -> None:
        raise ValueError("document type")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            self.reference = attributes.get("r", "")
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
            self.written = []
        elif tag in ("v", "t") and not self.in_pronunciation:
            self.parser.CharacterDataHandler = self.written.append
        elif tag == "row":
            self.number = int(attributes.get("r") or self.number + 1)
            self.cells = []
        elif tag == "rPh":
            self.in_pronunciation = True

    def _end(self, tag: str) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag in ("v", "t"):
            self.parser.CharacterDataHandler = None
        elif tag == "c":
            self._add_cell()
        elif tag == "row":
            self.ready.append((self.number, self.cells))
        elif tag == "rPh":
            self.in_pronunciation = False

    def _add_cell(self) -> None:
        cells = self.cells
        position = _column(self.reference.rstrip("0123456789")) if self.reference else len(cells)
        if position >= MAX_COLUMNS:
            if self.written:
                todo = "Send the declared columns only."
                raise self.book.incoming.refuse(f"has more than {MAX_COLUMNS} columns", todo=todo)
            return
        if position > len(cells):
            cells.extend([None] * (position - len(cells)))
        cells.append(self.book.text(self.kind, self.style, "".join(self.written)))


@lru_cache(MAX_COLUMNS)
def _column(letters: str) -> int:
    """The column of a cell reference's letters: `AB` is 27."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    return position - 1
