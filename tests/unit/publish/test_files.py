"""CSV, JSON Lines and Parquet of a list: same rows, text unharmed, nothing that a spreadsheet would run."""

import csv
import json

import pyarrow.parquet as parquet
import pytest
from planted_lists import WORKERS

from etl.engine import Engine
from etl.lake import Lake
from etl.publish.columns import Column, Heading
from etl.publish.manifest import checksum


def read_csv(file):
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def test_csv_begins_with_a_mark_for_excel_and_the_contracts_names(writer, heading, planted_rows):
    file = writer.files(planted_rows, heading)["csv"]
    assert file.read_bytes().startswith(b"\xef\xbb\xbfline_id,province_code,")
    assert read_csv(file)[1] == [
        "a1", "40", "01234", "A", "9.5", "Nguyễn Thị Hồng Ánh", "040190000001", "1990-01-02", "2025-01-01",
        "120000000", "false",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+84 912", "'+84 912"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("'Ama Kông", "''Ama Kông"),
        ("a=1", "a=1"),
        (" =1", " =1"),
        ("", ""),
        ('"Đông Á", TNHH', '"Đông Á", TNHH'),
    ],
)
def test_csv_puts_an_apostrophe_before_what_could_be_a_formula(writer, text, shown):
    one = Heading("x", "x", "x", (Column("name", "Tên", "a text"),))
    writer.engine.execute("create or replace table given as select cast($text as varchar) as name", text=text)
    files = writer.files("from given", one)
    assert read_csv(files["csv"])[1:] == [[shown]]
    assert json.loads(files["jsonl"].read_text(encoding="utf-8")) == {"name": text}
    assert parquet.read_table(files["parquet"]).to_pylist() == [{"name": text}]


def test_numbers_are_left_as_they_are(writer, heading, planted_rows):
    assert read_csv(writer.files(planted_rows, heading)["csv"])[3][9] == "-5"


def test_json_lines_hold_typed_values_and_nulls(writer, heading, planted_rows):
    lines = writer.files(planted_rows, heading)["jsonl"].read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[2]) == {
        "line_id": "a3", "province_code": "40", "commune_code": None, "grade": "B", "priority": 2.0,
        "full_name": "=1+1", "personal_id": None, "birth_date": None, "first_month": "2025-03-01",
        "income_vnd": -5, "is_foreigner": True,
    }  # fmt: skip


def test_parquet_keeps_types_and_order(writer, heading, planted_rows):
    table = parquet.read_table(writer.files(planted_rows, heading)["parquet"])
    assert table.column("line_id").to_pylist() == [row[0] for row in WORKERS]
    assert str(table.schema.field("birth_date").type) == "date32[day]"
    assert str(table.schema.field("income_vnd").type) == "int64"


def test_what_some_format_cannot_hold_is_in_none(writer):
    two = Heading("x", "x", "x", (Column("name", "Tên", "a text"), Column("weight", "Số", "a number")))
    select = "select 'a' || chr(0) || chr(27) || 'b' || chr(65535) as name, cast('nan' as double) as weight"
    files = writer.files(select, two)
    assert json.loads(files["jsonl"].read_text(encoding="utf-8")) == {"name": "ab", "weight": None}
    assert read_csv(files["csv"])[1] == ["ab", ""]


def test_the_bytes_do_not_depend_on_the_number_of_threads(writer, tmp_path):
    """200,000 rows are several row groups, which several threads write."""
    one = Heading("x", "x", "x", (Column("line_id", "Mã", "id"), Column("name", "Tên", "a text")))
    select = "select md5(i::varchar) as line_id, 'Đặng Văn ' || i % 977 as name from range(200000) t(i)"
    sums = []
    for threads in (1, 2, 4):
        with Engine(Lake(tmp_path / "lake"), threads=threads) as engine:
            writer.engine = engine
            sums.append({kind: checksum(file) for kind, file in writer.files(select, one).items()})
    assert sums[0] == sums[1] == sums[2]
