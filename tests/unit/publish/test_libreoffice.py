"""The workbook as LibreOffice opens it: what an officer sees, not what a parser finds."""

import csv
import subprocess

import pytest
from planted_lists import WORKERS

from etl.publish.columns import Column, Heading

pytestmark = pytest.mark.libreoffice

ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"  # cells as shown


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    """A profile that one module's calls share: making it is most of a call's time."""
    return tmp_path_factory.mktemp("libreoffice")


@pytest.fixture
def convert(profile, tmp_path):
    def run(file, to):
        folder = tmp_path / "converted"
        words = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", to]
        subprocess.run([*words, "--outdir", folder, file], check=True, capture_output=True, timeout=120)
        return folder

    return run


def sheet(folder, name):
    (file,) = folder.glob(f"*-{name}.csv")
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def test_rows_are_shown_as_they_are(writer, heading, planted_rows, convert):
    folder = convert(writer.workbook(planted_rows, heading), ALL_SHEETS)
    rows = sheet(folder, "Danh sách")
    assert rows[0] == [column.label for column in heading.columns]
    assert [row[0] for row in rows[1:]] == [row[0] for row in WORKERS]
    assert rows[1][:9] == [
        "a1", "40", "01234", "A", "9.50", "Nguyễn Thị Hồng Ánh", "040190000001", "02/01/1990", "01/2025",
    ]  # fmt: skip
    assert [row[5] for row in rows[1:]] == [row[5] for row in WORKERS]
    assert rows[2][7] == "06/05/1885"
    assert rows[1][9] == "120,000,000"
    assert any("không phải kết luận" in row[0] for row in sheet(folder, "Đọc trước"))


def test_texts_that_look_like_something_else_stay_texts_over_several_sheets(writer, convert):
    texts = ["=1+1", "+1", "-1", "@x", "0123", "1e5", "TRUE", "1/2", '=HYPERLINK("x")', "a & <b>", "_x0041_"]
    one = Heading("Tên", "Names", "One row per name.", (Column("name", "Tên", "a text"),))
    writer.engine.execute("create table given as select unnest($texts::varchar[]) as name", texts=texts)
    folder = convert(writer.workbook("from given", one, sheet_rows=6), ALL_SHEETS)
    assert [row[0] for row in sheet(folder, "Danh sách 1")[1:]] == texts[:6]
    assert [row[0] for row in sheet(folder, "Danh sách 2")[1:]] == texts[6:]


def test_it_prints(writer, heading, planted_rows, convert):
    folder = convert(writer.workbook(planted_rows, heading), "pdf")
    assert (folder / "list.pdf").read_bytes().startswith(b"%PDF")
