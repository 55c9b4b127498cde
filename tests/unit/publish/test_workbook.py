"""The workbook as a reader of the file format sees it (openpyxl)."""

import zipfile
from datetime import datetime

import openpyxl
import pytest
from planted_lists import WORKERS

from etl import settings as project
from etl.publish import words
from etl.publish.audit import count_sheet_rows
from etl.publish.columns import Column, Heading, read_heading

FORMULAS = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "http://x.vn", "0123", "1e5", "TRUE", "{=1}", "#REF!"]


def text_list(writer, *texts):
    """A workbook of one text column."""
    one = Heading("Tên", "Names", "One row per name.", (Column("name", "Tên", "a text"),))
    writer.engine.execute(
        "create or replace table given as select unnest($texts::varchar[]) as name", texts=[*texts]
    )
    return writer.workbook("from given", one)


@pytest.fixture
def book(writer, heading, planted_rows):
    return openpyxl.load_workbook(writer.workbook(planted_rows, heading))


@pytest.fixture
def page(book):
    return book["Danh sách"]


def test_the_header_speaks_vietnamese_is_frozen_and_filters(page, heading):
    assert [cell.value for cell in page[1]] == [column.label for column in heading.columns]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:K6"


def test_each_column_has_a_note(page):
    notes = [cell.comment.text for cell in page[1]]
    assert all(notes)
    assert notes[2].startswith("Mã xã\nMã xã sau sắp xếp năm 2025")
    assert notes[2].endswith("(commune_code: commune)")


def test_rows_stand_in_their_order_with_their_types(page):
    rows = list(page.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [row[0] for row in WORKERS]
    assert rows[0] == (
        "a1", "40", "01234", "A", 9.5, "Nguyễn Thị Hồng Ánh", "040190000001", datetime(1990, 1, 2),
        datetime(2025, 1, 1), 120_000_000, False,
    )  # fmt: skip
    assert rows[2][2] is None
    assert [row[5] for row in rows] == [row[5] for row in WORKERS]


def test_identifiers_are_texts_in_a_text_format(page):
    cell = page["G2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("040190000001", "s", "@")


def test_days_months_and_money_look_as_such(page):
    formats = [page.cell(2, place).number_format for place in (8, 9, 10, 5)]
    assert formats == ["dd/mm/yyyy", "mm/yyyy", "#,##0", "#,##0.00"]


def test_a_day_before_excels_calendar_is_a_text(page):
    assert page["H3"].value == "06/05/1885"


def test_no_cell_is_a_formula_a_link_or_a_number(writer):
    page = openpyxl.load_workbook(text_list(writer, *FORMULAS))["Danh sách"]
    cells = [row[0] for row in page.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(FORMULAS)
    assert [cell.value.replace("_x000D_", "\r") for cell in cells] == FORMULAS
    assert not any(cell.hyperlink for cell in cells)
    with zipfile.ZipFile(writer.folder / "list.xlsx") as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist())


def test_a_text_longer_than_a_cell_is_cut_and_says_so(writer):
    page = openpyxl.load_workbook(text_list(writer, "đ" * 40_000))["Danh sách"]
    assert page["A2"].value == "đ" * 16_000 + " […]"


@pytest.mark.parametrize(("rows", "sheets"), [(0, [1]), (3, [4]), (4, [4, 2]), (7, [4, 4, 2])])
def test_rows_go_on_in_further_sheets(writer, rows, sheets):
    one = Heading("x", "x", "x", (Column("line_id", "Mã", "id"),))
    file = writer.workbook(f"select cast(i as varchar) as line_id from range({rows}) t(i)", one, sheet_rows=3)
    pages = openpyxl.load_workbook(file).worksheets[1:]
    assert [page.max_row for page in pages] == sheets
    assert [page.title for page in pages] == (
        ["Danh sách"] if len(sheets) == 1 else [f"Danh sách {number}" for number, _ in enumerate(sheets, 1)]
    )
    found = [row[0] for page in pages for row in page.iter_rows(min_row=2, values_only=True)]
    assert found == [str(number) for number in range(rows)]
    assert count_sheet_rows(file) == rows


def test_the_first_sheet_explains(book):
    page = book["Đọc trước"]
    assert book.sheetnames[0] == "Đọc trước"
    words = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    for said in (
        "Lao động thử nghiệm",
        "Mỗi dòng là một đầu mối cần xác minh, không phải kết luận.",
        "09/2026",
        "2026-09-0123456789ab",
        "08/2026 (ai được ghi nhận sau kỳ này thì chưa thấy ở đây)",
        "không có trong kỳ này (ai được ghi nhận sau kỳ này thì chưa thấy ở đây)",
        "Số định danh cá nhân",
        "personal_id",
        "One row per made-up worker: a lead to verify, never a finding.",
        "A (proven): 2, B (probable): 3",
    ):
        assert said in words
    grades = {row[0]: row[2] for row in page.iter_rows(values_only=True) if row[0] in ("A", "B", "C")}
    assert grades == {"A": 2, "B": 3, "C": 0}


def test_a_review_list_says_that_nobody_is_contacted_by_it(writer, heading, planted_rows):
    select = f"select * replace ('C' as grade) from ({planted_rows})"
    page = openpyxl.load_workbook(writer.workbook(select, heading))["Đọc trước"]
    assert any(
        "không dựa vào danh sách này để liên hệ" in str(row[0]) for row in page.iter_rows(values_only=True)
    )


def cover_of(writer, table):
    """What the first sheet of a shipped list of one row of grade A and one of B says, cell by cell."""
    shipped = read_heading(project.SHIPPED / "sql" / "out" / f"{table}.sql")
    rest = ", ".join(
        f"null::varchar as {column.name}" for column in shipped.columns if column.name != "grade"
    )
    select = f"select {rest}, unnest(['A', 'B']) as grade"
    ordered = f"select {', '.join(column.name for column in shipped.columns)} from ({select})"
    page = openpyxl.load_workbook(writer.workbook(ordered, shipped))["Đọc trước"]
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("table", ["out_employers_underdeclared", "out_underdeclared_workers"])
def test_a_list_of_bases_explains_its_own_grades(writer, table):
    said = cover_of(writer, table)
    assert set(words.BASE_GRADES_VI.values()) <= set(said)
    assert not set(words.GRADES_VI.values()) & set(said)


@pytest.mark.parametrize("table", ["out_employers_underdeclared", "out_underdeclared_workers"])
def test_a_list_of_bases_never_speaks_of_people_not_found(writer, table):
    """Its people take part; the reasons of other lists have no place on its cover."""
    said = cover_of(writer, table)
    assert [text for text in said if "không tìm thấy dữ liệu tham gia" in text.lower()] == []


@pytest.mark.parametrize("table", ["out_employers_incomplete", "out_uncovered_workers"])
def test_a_list_of_the_uncovered_explains_its_own_grades(writer, table):
    said = cover_of(writer, table)
    assert set(words.GRADES_VI.values()) <= set(said)
    assert not set(words.BASE_GRADES_VI.values()) & set(said)


def test_it_prints_wide_with_its_header_on_each_page(page):
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == "$1:$1"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0  # as many pages down as it takes, one across
    assert "chỉ dùng nội bộ" in page.oddHeader.right.text


def test_its_date_is_the_last_day_of_the_period_and_its_bytes_are_the_same_again(
    writer, heading, planted_rows
):
    file = writer.workbook(planted_rows, heading)
    first = file.read_bytes()
    assert openpyxl.load_workbook(file).properties.created == datetime(2026, 9, 30)
    assert writer.workbook(planted_rows, heading).read_bytes() == first
