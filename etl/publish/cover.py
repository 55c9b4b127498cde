"""The first sheet of every workbook, „Đọc trước”: what the list is, how sure it is, what its columns mean.

Vietnamese first, for the officer; a shorter English part for auditors and engineers at the end.
"""

from collections.abc import Mapping
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from etl.publish import words
from etl.publish.columns import Heading
from etl.publish.glossary import codes_vi, meaning_vi

NAME = "Đọc trước"
BASE = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
CELL = {**BASE, "border": 1, "border_color": "#D9D9D9"}
STYLES: Mapping[str, dict[str, Any]] = {
    "title": {**BASE, "bold": True, "font_size": 16, "font_color": "#1F4E79", "text_wrap": False},
    "subtitle": {**BASE, "italic": True, "font_color": "#595959", "text_wrap": False},
    "warning": {
        **BASE,
        "bold": True,
        "bg_color": "#FFF2CC",
        "font_size": 12,
        "valign": "vcenter",
        "indent": 1,
    },
    "care": {**BASE, "bg_color": "#FFF2CC", "valign": "vcenter", "indent": 1},
    "section": {
        **BASE,
        "bold": True,
        "font_size": 12,
        "font_color": "#1F4E79",
        "bottom": 2,
        "bottom_color": "#1F4E79",
    },
    "head": {**CELL, "bold": True, "bg_color": "#DDEBF7"},
    "cell": CELL,
    "strong": {**CELL, "bold": True},
    "number": {**CELL, "num_format": "#,##0", "align": "left"},
    "A": {**CELL, "bold": True, "align": "center", "bg_color": "#C6E0B4"},
    "B": {**CELL, "bold": True, "align": "center", "bg_color": "#FFE699"},
    "C": {**CELL, "bold": True, "align": "center", "bg_color": "#D9D9D9"},
}
WIDTHS = (26, 62, 26, 62)
LETTERS = (
    29,
    72,
)  # that fit a line of a narrow and a wide column, for the row's height: Excel does not measure


class _Sheet:
    """The sheet with the row that comes next."""

    def __init__(self, book: Workbook) -> None:
        self.page: Worksheet = book.add_worksheet(NAME)
        self.formats: dict[str, Format] = {name: book.add_format(style) for name, style in STYLES.items()}
        self.row = 0
        for place, width in enumerate(WIDTHS):
            self.page.set_column(place, place, width)

    def across(self, text: str, style: str, height: float) -> None:
        """One text over the whole width."""
        self.page.merge_range(self.row, 0, self.row, len(WIDTHS) - 1, "", self.formats[style])
        self.page.write_string(self.row, 0, text, self.formats[style])
        self.page.set_row(self.row, height)
        self.row += 1

    def section(self, text: str) -> None:
        self.row += 1
        self.across(text, "section", 20)

    def line(self, cells: list[str | int], styles: list[str]) -> None:
        """One row of a table; a number stays one, a text is never read as anything else."""
        for place, (value, style) in enumerate(zip(cells, styles, strict=True)):
            if isinstance(value, int):
                self.page.write_number(self.row, place, value, self.formats[style])
            else:
                self.page.write_string(self.row, place, value, self.formats[style])
        lines = max(-(-len(str(value)) // LETTERS[place % 2]) for place, value in enumerate(cells))
        self.page.set_row(self.row, 14.5 * max(lines, 1))
        self.row += 1


def write_cover(
    book: Workbook, heading: Heading, summary: Mapping[str, Any], manifest: Mapping[str, Any]
) -> None:
    """Add the sheet to the workbook.

    Args:
        summary: the list's entry in the manifest: rows, grades.
        manifest: of the release: release_id, period, sources.
    """
    sheet = _Sheet(book)
    sheet.page.hide_gridlines(2)
    sheet.across(heading.title_vi, "title", 26)
    sheet.across(heading.title_en, "subtitle", 16)
    sheet.row += 1
    sheet.across(words.LEAD, "warning", 24)
    sheet.across(words.CARE, "care", 20)
    sheet.across(words.REVIEW if set(summary["grades"]) == {"C"} else words.USE, "care", 20)
    _write_facts(sheet, summary, manifest)
    _write_grades(sheet, heading, summary)
    _write_columns(sheet, heading)
    _write_codes(sheet, heading)
    _write_english(sheet, heading, summary, manifest)
    sheet.page.set_landscape()
    sheet.page.set_paper(9)
    sheet.page.fit_to_pages(1, 0)
    sheet.page.set_footer(f"&L&8 {manifest['release_id']}&R&8&P/&N")


def _write_facts(sheet: _Sheet, summary: Mapping[str, Any], manifest: Mapping[str, Any]) -> None:
    sheet.section("Danh sách này")
    sources = manifest["sources"]
    facts: list[tuple[str, str | int]] = [
        ("Kỳ danh sách", _month(manifest["period"])),
        ("Số dòng", int(summary["rows"])),
        ("Mã phát hành", str(manifest["release_id"])),
    ]
    for source, name in words.ENROLMENT.items():
        period = _month(sources[source]) if source in sources else "không có trong kỳ này"
        facts.append((f"Dữ liệu BHXH: {name}", f"{period} (ai được ghi nhận sau kỳ này thì chưa thấy ở đây)"))
    for name, value in facts:
        sheet.line([name, value], ["strong", "number" if isinstance(value, int) else "cell"])


def _write_grades(sheet: _Sheet, heading: Heading, summary: Mapping[str, Any]) -> None:
    grades = summary["grades"]
    if not grades:
        return
    sheet.section("Mức tin cậy")
    sheet.line(["Mức", "Ý nghĩa", "Số dòng"], ["head"] * 3)
    for grade, meaning in (words.BASE_GRADES_VI if _is_of_bases(heading) else words.GRADES_VI).items():
        sheet.line([grade, meaning, int(grades.get(grade, 0))], [grade, "cell", "number"])


def _write_columns(sheet: _Sheet, heading: Heading) -> None:
    sheet.section("Các cột")
    sheet.line(["Cột", "Ý nghĩa", "Tên trong CSV, Parquet", "In English"], ["head"] * 4)
    for column in heading.columns:
        cells: list[str | int] = [column.label, meaning_vi(column), column.name, column.meaning]
        sheet.line(cells, ["strong", "cell", "cell", "cell"])


def _write_codes(sheet: _Sheet, heading: Heading) -> None:
    explained = [column for column in heading.columns if codes_vi(column.name)]
    if not explained:
        return
    sheet.section("Các mã")
    sheet.line(["Cột", "Ý nghĩa", "Mã"], ["head"] * 3)
    for column in explained:
        for code, meaning in codes_vi(column.name).items():
            if column.name != "reason_codes" or (code in words.BASE_REASONS) == _is_of_bases(heading):
                sheet.line([column.label, meaning, code], ["strong", "cell", "cell"])


def _is_of_bases(heading: Heading) -> bool:
    return any(column.name == "owed_base_vnd" for column in heading.columns)


def _write_english(
    sheet: _Sheet, heading: Heading, summary: Mapping[str, Any], manifest: Mapping[str, Any]
) -> None:
    sheet.section("In English")
    newest = ", ".join(f"{source} {period}" for source, period in manifest["sources"].items())
    counts = ", ".join(
        f"{grade} ({words.GRADES_EN.get(grade, '')}): {n:,}" for grade, n in summary["grades"].items()
    )
    for name, text in (
        ("What a row is", heading.grain),
        ("How to read it", words.HOW_TO_READ),
        ("Rows by grade", counts or "this list has no grades"),
        ("Newest data by source", newest),
        ("Other formats", words.OTHER_FORMATS),
    ):
        sheet.page.merge_range(sheet.row, 1, sheet.row, 3, "", sheet.formats["cell"])
        sheet.page.write_string(sheet.row, 0, name, sheet.formats["strong"])
        sheet.page.write_string(sheet.row, 1, text, sheet.formats["cell"])
        sheet.page.set_row(sheet.row, 14.5 * (1 + len(text) // 140))
        sheet.row += 1


def _month(period: str) -> str:
    """2026-09 as 09/2026."""
    return "/".join(reversed(period.split("-")))
