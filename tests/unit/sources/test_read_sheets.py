"""XLSX and XLS: the same sheets in both."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from made_files import SENTINEL, read, refusal, residents, table, write, xls, xlsx

from etl.sources.readers.spreadsheet import Look, look_of, number_text

MAKERS = {"xlsx": xlsx, "xls": xls}
HEADER = ["personal_id", "full_name", "birth_date", "household_id"]


@pytest.fixture(params=sorted(MAKERS))
def made(request, tmp_path):
    """Writes a sheet in one of the two formats and gives its file."""

    def write_sheet(lines, formats=None):
        return write(tmp_path, f"a.{request.param}", MAKERS[request.param](lines, formats=formats))

    return write_sheet


def test_rows_and_their_places(made):
    lines = [["DANH SÁCH CƯ DÂN"], [], *table(residents(2)), [], *table(residents(3))[3:]]
    found = read(made(lines))
    assert [row.pop("source_row") for row in found] == [4, 5, 7]
    assert found == residents(3)


def test_numbers_become_the_text_that_was_meant(made):
    lines = [
        HEADER,
        [40095000001, 12, 1995, 7.5],
        [40095000002, True, "1995", 0.1],
        [40095000003, -3, None, 1e20],
    ]
    found = read(made(lines, formats={0: "000000000000"}))
    cells = [[row.get(name) for name in HEADER] for row in found]
    assert cells[0] == ["040095000001", "12", "1995", "7.5"]
    assert cells[1] == ["040095000002", "true", "1995", "0.1"]
    assert cells[2][:3] == ["040095000003", "-3", None]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("yyyy-mm-dd", "1995-03-05"),
        ("dd/mm/yyyy", "1995-03-05"),
        ('"ngày" d "tháng" m "năm" yyyy', "1995-03-05"),
        ("[$-42A]dd/mm/yyyy;@", "1995-03-05"),
        ("mm/yyyy", "03/1995"),
        ("yyyy", "1995"),
        ("General", "34763"),
        ("0", "34763"),
        ("#,##0", "34763"),
        ("00000000", "00034763"),
    ],
)
def test_dates_as_far_as_they_are_shown(made, code, text):
    assert (
        read(made([HEADER, ["040095000001", "x", 34763, None]], formats={2: code}))[0]["birth_date"] == text
    )


def test_strings_that_look_like_formulas_stay_text(made):
    found = read(made([HEADER, ["040095000001", "=1+1", "'05/03/1995", "@x"]]))
    assert found[0]["full_name"] == "=1+1"
    assert found[0]["birth_date"] == "'05/03/1995"


def test_a_wrong_sheet_is_told(made):
    told = refusal(made([["Mã lạ", "Tên lạ"], [SENTINEL, SENTINEL]]))
    assert "has no header of residents" in told
    assert SENTINEL not in told


def test_formulas_give_what_was_stored_and_are_not_computed(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["personal_id", "full_name", "household_id"])
    book.active.append(["040095000001", "x", "=1+1"])
    book.active.append(["040095000002", "y", '=HYPERLINK("http://x.invalid")'])
    packed = io.BytesIO()
    book.save(packed)
    assert [row.get("household_id") for row in read(write(tmp_path, "a.xlsx", packed.getvalue()))] == [
        None,
        None,
    ]


def test_a_stored_result_is_read(tmp_path):
    content = edited(
        xlsx(table(residents(1))),
        "xl/worksheets/sheet1.xml",
        '<c r="B2" t="s"><v>8</v></c>',
        '<c r="B2" t="str"><f>UPPER("x")</f><v>X_x000D_Y</v></c>',
    )
    assert read(write(tmp_path, "a.xlsx", content))[0]["full_name"] == "X\rY"


def edited(content, part, old, new):
    """A workbook with a piece of one part replaced."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(name, text)
    return packed.getvalue()


def test_rich_text_and_inline_strings(tmp_path):
    content = edited(
        xlsx(table(residents(1))),
        "xl/worksheets/sheet1.xml",
        '<c r="B2" t="s"><v>8</v></c>',
        '<c r="B2" t="inlineStr"><is><r><t>Lê </t></r><r><t>Thử</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c>',
    )
    assert read(write(tmp_path, "a.xlsx", content))[0]["full_name"] == "Lê Thử"


def test_cells_and_rows_without_references(tmp_path):
    content = xlsx(table(residents(2)))
    for cell in ("A2", "B2", "C2"):
        content = edited(content, "xl/worksheets/sheet1.xml", f' r="{cell}"', "")
    found = read(write(tmp_path, "a.xlsx", content))
    assert found[0] | {"source_row": 0} == residents(1)[0] | {"source_row": 0}


def test_days_counted_from_1904(tmp_path):
    content = xlsx([HEADER, ["040095000001", "x", 33301, None]], formats={2: "dd/mm/yyyy"})
    content = edited(content, "xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" ')
    assert read(write(tmp_path, "a.xlsx", content))[0]["birth_date"] == "1995-03-05"


def test_the_sheet_with_the_header_is_read(tmp_path):
    lists = [["Tỉnh", "Mã"], ["Nghệ An", "40"]]
    content = xlsx(lists, table(residents(2)), table(residents(1))[:1], names=["DanhMuc", "DuLieu", "Mau"])
    assert len(read(write(tmp_path, "a.xlsx", content))) == 2


def test_a_table_on_two_sheets_is_refused(tmp_path):
    content = xlsx(table(residents(2)), table(residents(1)))
    assert "on 2 sheets" in refusal(write(tmp_path, "a.xlsx", content))


def test_many_shared_strings_and_rows(tmp_path):
    rows = residents(20_000)
    for at, row in enumerate(rows):
        row["full_name"] = f"Nguyễn Văn {at}"
    found = read(write(tmp_path, "a.xlsx", xlsx(table(rows))))
    assert [row["source_row"] for row in found] == list(range(2, 20_002))
    assert found[-1]["full_name"] == "Nguyễn Văn 19999"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        (lambda book: book[:-300], "cut off or damaged"),
        (lambda book: book[: len(book) // 2], "cut off or damaged"),
        (lambda book: edited(book, "xl/worksheets/sheet1.xml", "</row>", "</rwo>"), "not what it claims"),
        (
            lambda book: edited(book, "xl/worksheets/sheet1.xml", "<worksheet", BOMB + "<worksheet"),
            "not what it claims",
        ),
        (lambda book: edited(book, "xl/sharedStrings.xml", "<sst", BOMB + "<sst"), "not what it claims"),
        (
            lambda book: edited(book, "xl/worksheets/sheet1.xml", "<v>8</v>", f"<v>{SENTINEL}</v>"),
            "not what it claims",
        ),
        (
            lambda book: edited(book, "xl/worksheets/sheet1.xml", "<v>8</v>", "<v>800</v>"),
            "not what it claims",
        ),
        (
            lambda book: edited(book, "xl/worksheets/sheet1.xml", 'r="B2"', 'r="XFD2"'),
            "more than 2000 columns",
        ),
        (lambda book: edited(book, "xl/workbook.xml", "<sheet ", "<shoot "), "has no sheet"),
        (
            lambda book: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "by a password",
        ),
        (
            lambda book: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "holds no workbook",
        ),
        (
            lambda book: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
            "not what it claims",
        ),
        (lambda book: xls(table(residents(9)))[:2000], "cut off"),
        (lambda book: b"<html><table><tr><td>" + SENTINEL.encode(), "is a web page"),
        (
            lambda book: edited(book, "xl/workbook.xml", "x", "x").replace(
                b"xl/workbook.xml", b"xl/workbook.bin"
            ),
            "office file",
        ),
    ],
)
def test_broken_books_are_refused(tmp_path, broken, what):
    told = refusal(write(tmp_path, "a.xls", broken(xlsx(table(residents(2, hamlet=SENTINEL))))))
    assert what in told
    assert SENTINEL not in told


def test_a_locked_archive_is_told(tmp_path):
    content = bytearray(xlsx(table(residents(1))))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    assert "locked by a password" in refusal(write(tmp_path, "a.xlsx", bytes(content)))


def test_a_book_that_is_a_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.sources.readers.formats.FREE", 1 << 20)
    sheet = "<row><c><v>1</v></c></row>"
    content = edited(
        xlsx(table(residents(1))),
        "xl/worksheets/sheet1.xml",
        "</sheetData>",
        sheet * (1 << 19) + "</sheetData>",
    )
    assert "grows beyond measure" in refusal(write(tmp_path, "a.xlsx", content))


@pytest.mark.parametrize(
    ("written", "look", "text"),
    [
        ("1E+3", Look(), "1000"),
        ("7.9301000123E10", Look(zeros=12), "079301000123"),
        ("-5", Look(zeros=3), "-5"),
        ("12.50", Look(), "12.50"),
        ("1e999", Look(), "1e999"),
        ("NaN", Look(), "NaN"),
        ("x", Look(), "x"),
        ("1", Look(date="day"), "1900-01-01"),
        ("61", Look(date="day"), "1900-03-01"),
        ("34763.75", Look(date="day"), "1995-03-05"),
        ("99999999", Look(date="day"), "99999999"),
        ("0", Look(date="day"), "0"),
    ],
)
def test_number_text(written, look, text):
    assert number_text(written, look) == text


def test_looks():
    assert look_of(14, "") == Look(date="day")
    assert look_of(17, "") == Look(date="month")
    assert look_of(3, "") == Look()
    assert look_of(164, "[Red]0000000000;[Blue]-0") == Look(zeros=10)
    assert look_of(165, "hh:mm:ss") == Look()
    assert look_of(166, '0.00" đ"') == Look()


def test_both_formats_write_dates_alike(made):
    lines = [HEADER, ["040095000001", "x", (datetime(1995, 3, 5) - datetime(1899, 12, 30)).days, None]]
    assert read(made(lines, formats={2: "d/m/yy"}))[0]["birth_date"] == date(1995, 3, 5).isoformat()
