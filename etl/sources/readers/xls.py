"""XLS (Excel 97–2003), at most 65,536 rows. A row's number is its number in the sheet."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import xlrd
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as XlrdSheet

from etl.sources.headers import SEARCHED
from etl.sources.readers.base import Incoming, Row, Table, batches
from etl.sources.readers.spreadsheet import choose_sheet, look_of, number_text

MAX_SIZE = 256 << 20  # a full sheet of 65,536 rows has some 50 MB


def open_table(incoming: Incoming) -> Table:
    """Open a workbook.

    Raises:
        FileRefused: it is locked, or no sheet, or more than one, holds the source's table.
    """
    if incoming.file.stat().st_size > MAX_SIZE:
        raise incoming.refuse(f"is an XLS of more than {MAX_SIZE >> 20} MB", todo="Save it as XLSX.")
    try:
        book = xlrd.open_workbook(
            str(incoming.file), on_demand=True, formatting_info=True, ragged_rows=True, logfile=_Silence()
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise incoming.refuse("is locked by a password", todo="Save it without a password.") from None
        raise
    first = [
        (
            name,
            book.sheet_by_name(name).visibility == 0,
            list(_rows(book, book.sheet_by_name(name), SEARCHED)),
        )
        for name in book.sheet_names()
    ]
    chosen, header, numbers = choose_sheet(first, incoming)
    last = numbers[header.last]

    def read() -> Iterator[pa.RecordBatch]:
        data = (row for row in _rows(book, book.sheet_by_name(chosen)) if row[0] > last)
        yield from batches(data, header.columns, incoming.source)
        book.release_resources()

    return Table("xls", book.encoding or "", read(), header.undeclared)


class _Silence:
    """xlrd tells its warnings to a file, with what it read: nobody shall."""

    def write(self, text: str) -> None:
        del text


def _rows(book: xlrd.Book, sheet: XlrdSheet, limit: int | None = None) -> Iterator[Row]:
    for number in range(sheet.nrows if limit is None else min(limit, sheet.nrows)):
        yield number + 1, _cells(book, sheet.row(number))


def _cells(book: xlrd.Book, cells: Sequence[Cell]) -> list[str | None]:
    return [_text(book, cell) for cell in cells]


def _text(book: xlrd.Book, cell: Cell) -> str | None:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "true" if cell.value else "false"
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        form = book.format_map[book.xf_list[cell.xf_index].format_key]
        return number_text(repr(cell.value), look_of(form.format_key, form.format_str), book.datemode == 1)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR!"))
    return str(cell.value) or None
