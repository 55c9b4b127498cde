"""Workbooks as offices send them: titles above, headers in several rows, totals and signatures below."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import xlsxwriter
import xlwt

from etl.sample.delivery import Landing, Sheet, headers
from etl.sample.text import Bools

CREATED = datetime(2026, 1, 1)
MOST_ROWS, MOST_ROWS_XLS = 60_000, 5_000
Groups = Sequence[tuple[str, int]]
"""Upper header: each group's text and the columns it spans; "" for columns whose header fills both rows."""


Cell = str | float | None


def _cells(rows: Sheet, as_number: Mapping[str, Bools] | None = None) -> list[tuple[Cell, ...]]:
    """Rows of cells; those that `as_number` marks are numbers where their text is one."""
    columns: list[list[Cell]] = []
    for name, column in rows.columns.items():
        cells = column.to_pylist()
        for at in (as_number or {}).get(name, np.zeros(0, bool)).nonzero()[0]:
            value = cells[at]
            cells[at] = float(value) if value is not None and value.isdigit() and len(value) <= 11 else value
        columns.append(cells)
    return list(zip(*columns, strict=True))


def _put(
    page: xlsxwriter.worksheet.Worksheet, row: int, cells: Sequence[Cell], first_column: int = 0
) -> None:
    for at, value in enumerate(cells, first_column):
        if isinstance(value, str):
            page.write_string(row, at, value)
        elif value is not None:
            page.write_number(row, at, value)


def write_titled(
    landing: Landing,
    path: Path,
    rows: Sheet,
    named: dict[str, str],
    title: Sequence[str],
    groups: Groups,
    as_number: Mapping[str, Bools],
) -> None:
    """XLSX with title rows, a two-row merged header, STT in front, a totals row and a signature footer.

    Args:
        title: lines above the table.
        groups: must span all columns of the sheet, the added STT not counted.
        as_number: cells that are numbers, by column.
    """
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    book.set_properties({"created": CREATED})
    page = book.add_worksheet("Sheet1")
    for at, line in enumerate(title):
        page.write_string(at, 0, line)
    top, spans = len(title) + 1, [("", 1), *groups]
    upper, lower = _two_rows(["STT", *headers(rows, named)], spans)
    _put(page, top, upper)
    _put(page, top + 1, lower)
    _merge(page, top, spans)
    first = top + 2
    for number, cells in enumerate(_cells(rows, as_number)):
        _put(page, first + number, [float(number + 1), *cells])
    end = first + len(rows)
    _put(page, end, ["Tổng cộng", float(len(rows))], 1)
    _put(page, end + 2, ["NGƯỜI LẬP BIỂU", None, None, "THỦ TRƯỞNG CƠ QUAN"], 1)
    _put(page, end + 3, ["(Ký, ghi rõ họ tên)", None, None, "(Ký tên, đóng dấu)"], 1)
    book.close()
    landing.note(path, first + 1, rows)


def _two_rows(names: list[str], spans: Groups) -> tuple[list[str | None], list[str | None]]:
    """Upper and lower header: a group's text above its names; single headers in the upper row alone."""
    upper: list[str | None] = []
    lower: list[str | None] = []
    for label, width in spans:
        mine = names[len(upper) : len(upper) + width]
        upper += [label, *[None] * (width - 1)] if label else mine
        lower += mine if label else [None] * width
    return upper, lower


def _merge(page: xlsxwriter.worksheet.Worksheet, top: int, spans: Groups) -> None:
    """Merge group headers across and single headers down.

    `merge_range` would write blank cells into rows already handed to the file, so only the ranges are noted.
    """
    column = 0
    for label, width in spans:
        if label and width > 1:
            page.merge.append([top, column, top, column + width - 1])
        if not label:
            page.merge += [[top, at, top + 1, at] for at in range(column, column + width)]
        column += width


def write_hidden_names(
    landing: Landing, path: Path, rows: Sheet, named: dict[str, str], title: Sequence[str]
) -> None:
    """XLSX with a title, a Vietnamese header, a hidden row of technical names below it; all cells text."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    book.set_properties({"created": CREATED})
    page = book.add_worksheet("DuLieu")
    for at, line in enumerate(title):
        page.write_string(at, 0, line)
    top = len(title)
    _put(page, top, headers(rows, named))
    page.set_row(top + 1, None, None, {"hidden": True})
    _put(page, top + 1, list(rows.columns))
    for number, cells in enumerate(_cells(rows)):
        _put(page, top + 2 + number, cells)
    book.close()
    landing.note(path, top + 3, rows)


def write_plain(landing: Landing, path: Path, rows: Sheet, named: dict[str, str]) -> None:
    """XLSX with one header row, as an office returns a workbook."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    book.set_properties({"created": CREATED})
    page = book.add_worksheet("Sheet1")
    for number, cells in enumerate([tuple(headers(rows, named)), *_cells(rows)]):
        _put(page, number, cells)
    book.close()
    landing.note(path, 2, rows)


def write_xls(
    landing: Landing,
    path: Path,
    rows: Sheet,
    named: dict[str, str],
    title: str,
    as_number: Mapping[str, Bools],
) -> None:
    """XLS (BIFF) with a title row and a blank one; the header is row 3, data from row 4."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Sheet1")
    page.write(0, 0, title)
    for at, name in enumerate(headers(rows, named)):
        page.write(2, at, name)
    for number, cells in enumerate(_cells(rows, as_number)):
        for at, value in enumerate(cells):
            if value is not None:
                page.write(3 + number, at, value)
    book.save(str(path))
    landing.note(path, 4, rows)
