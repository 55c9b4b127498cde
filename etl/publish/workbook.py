"""A list as a workbook that opens right in Excel and LibreOffice, and explains itself.

First a sheet „Đọc trước” (etl.publish.cover), then the rows: identifiers as text, header frozen and
filterable, a note on each column, dates and money as such, ready to print. The bytes follow from the content
alone: no clock is read, the document's date is the last day of the period.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from etl.engine import Engine
from etl.publish import cover, rows, words
from etl.publish.columns import Column, Heading
from etl.publish.files import column_types
from etl.publish.glossary import codes_vi, meaning_vi

SHEET_ROWS = 500_000  # of Excel's 1,048,575: opens on an office machine, and a sheet stays below Zip's 2 GiB
FONT = {"font_name": "Arial", "font_size": 10}
LINES = {"border": 1, "border_color": "#D9D9D9", "valign": "top"}
STYLES: Mapping[str, dict[str, Any]] = {
    "header": {
        "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#1F4E79",
        "font_color": "#FFFFFF", "border": 1, "border_color": "#FFFFFF",
    },
    "text": {**LINES, "num_format": "@"},
    "count": {**LINES, "num_format": "#,##0", "align": "right", "indent": 1},
    "weight": {**LINES, "num_format": "#,##0.00", "align": "right", "indent": 1},
    "share": {**LINES, "num_format": "0.00%", "align": "right", "indent": 1},
    "date": {**LINES, "num_format": "dd/mm/yyyy", "align": "center"},
    "month": {**LINES, "num_format": "mm/yyyy", "align": "center"},
    "yes_no": {**LINES, "align": "center"},
    "A": {"bg_color": "#C6E0B4"},
    "B": {"bg_color": "#FFE699"},
    "C": {"bg_color": "#D9D9D9"},
}  # fmt: skip
SHARES = ("probability_covered", "second_opinion")
NARROWEST, WIDEST = 8, 40  # in characters
PAPER_A3 = 8  # two dozen columns are unreadable on A4


@dataclass(frozen=True)
class Contents:
    """What a workbook is made of.

    Attributes:
        heading: titles and columns of the list.
        file: the list as Parquet, in its order.
        summary: the list's entry in the manifest (rows, grades).
        manifest: of the release: release_id, period, enrolment.
    """

    heading: Heading
    file: Path
    summary: Mapping[str, Any]
    manifest: Mapping[str, Any]


def write_workbook(engine: Engine, contents: Contents, target: Path, sheet_rows: int = SHEET_ROWS) -> None:
    """Write the list's workbook.

    Args:
        engine: reads the Parquet file.
        sheet_rows: rows after which a further sheet begins.
    """
    types = column_types(engine, contents.file)
    widths = _text_widths(engine, contents.file, types)
    total = int(contents.summary["rows"])
    starts = range(0, max(total, 1), sheet_rows)
    sheets = [
        rows.Sheet(f"xl/worksheets/sheet{number}.xml", first, min(first + sheet_rows, total))
        for number, first in enumerate(starts, 2)
    ]
    frame = BytesIO()
    with xlsxwriter.Workbook(frame, {"in_memory": True}) as book:
        book.set_properties(_properties(contents))
        cover.write_cover(book, contents.heading, contents.summary, contents.manifest)
        formats = {name: book.add_format({**FONT, **style}) for name, style in STYLES.items()}
        for number, sheet in enumerate(sheets, 1):
            page = book.add_worksheet("Danh sách" if len(sheets) == 1 else f"Danh sách {number}")
            for place, column in enumerate(contents.heading.columns):
                _write_column(page, place, column, types[column.name], formats)
                page.set_column(place, place, _width(column, widths))
            _set_up(page, contents, sheet.last - sheet.first, formats)
    rows.fill(engine, frame, contents.file, types, sheets, target)


def _properties(contents: Contents) -> dict[str, Any]:
    year, _, month = str(contents.manifest["period"]).partition("-")
    last_month = int(month or 12)
    day = calendar.monthrange(int(year), last_month)[1]
    return {
        "title": contents.heading.title_vi,
        "subject": contents.manifest["release_id"],
        "author": "baophu",
        "created": datetime(int(year), last_month, day),
    }


def _write_column(
    page: Worksheet, place: int, column: Column, kind: str, formats: Mapping[str, Format]
) -> None:
    """The column's label with its note, and the specimen of its cells."""
    page.write_string(0, place, column.label, formats["header"])
    page.write_comment(0, place, _note(column), {"x_scale": 2.6, "y_scale": 1.6, "font_size": 9})
    page.write_blank(1, place, None, formats[_kind(column.name, kind)])


def _kind(name: str, kind: str) -> str:
    """The number format of a column, from its name's ending and its type."""
    if kind == "DATE":
        return "month" if name.endswith("_month") else "date"
    if name in SHARES:
        return "share"
    if kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
        return "weight"
    return {"BOOLEAN": "yes_no"}.get(kind, "count" if kind in rows.NUMBERS else "text")


def _text_widths(engine: Engine, file: Path, types: dict[str, str]) -> dict[str, int]:
    """For each column, how many characters 19 of 20 values need at most; 0 where all are empty."""
    lengths = ", ".join(
        f"coalesce(quantile_disc(length(cast({name} as varchar)), 0.95), 0)" for name in types
    )
    found = engine.execute(f"select {lengths} from read_parquet($file)", file=str(file))[0]
    return dict(zip(types, map(int, found), strict=True))


def _width(column: Column, widths: dict[str, int]) -> float:
    longest_word = max(len(word) for word in column.label.split())
    wanted = max(widths[column.name] * 1.05 + 2, len(column.label) / 2.4, longest_word + 2)
    return float(min(max(wanted, NARROWEST), WIDEST))


def _note(column: Column) -> str:
    codes = "".join(f"\n{code} = {meaning}" for code, meaning in codes_vi(column.name).items())
    return f"{column.label}\n{meaning_vi(column)}{codes}\n({column.name}: {column.meaning})"


def _set_up(page: Worksheet, contents: Contents, count: int, formats: Mapping[str, Format]) -> None:
    """Header frozen and filterable, grades coloured, and a page that prints."""
    names = [column.name for column in contents.heading.columns]
    page.set_row(0, 48)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(count, 1), len(names) - 1)
    if "grade" in names:
        place = names.index("grade")
        for grade in words.GRADES_VI:
            rule = {"type": "cell", "criteria": "==", "value": f'"{grade}"', "format": formats[grade]}
            page.conditional_format(1, place, max(count, 1), place, rule)
    page.set_landscape()
    page.set_paper(PAPER_A3)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    title = contents.heading.title_vi.replace("&", "&&")
    page.set_header(f"&L&8 {title}&R&8Có dữ liệu cá nhân – chỉ dùng nội bộ")
    page.set_footer(f"&L&8 {contents.manifest['release_id']}&C&8{words.LEAD}&R&8&P/&N")
