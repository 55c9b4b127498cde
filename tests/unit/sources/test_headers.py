import pytest
from made_files import SENTINEL, incoming, write

from etl.errors import FileRefused
from etl.sources import headers
from etl.sources.declaration import load

RESIDENTS = load("residents")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("full_name", "full_name"),
        ("full_name", "FULL NAME"),
        ("full_name", "Họ và tên"),
        ("full_name", "HO VA TEN"),
        ("full_name", "Ho\u0323 va\u0300 te\u0302n"),  # NFD
        ("full_name", "Hä vµ tªn"),  # TCVN3
        ("full_name", "Hoï vaø teân"),  # VNI
        (
            "full_name",
            "Há»\x8d vÃ\xa0 tÃªn".replace("\x8d", ""),
        ),  # UTF-8 as Windows-1252, a byte lost: not known
        ("full_name", "[07] Họ và tên (*)"),
        ("full_name", "1. Họ và tên"),
        ("birth_date", "Ngày, tháng,\nnăm sinh (dd/mm/yyyy)"),
        ("personal_id", "Số CCCD"),
        ("personal_id", "so_dinh_danh_ca_nhan"),
        ("hamlet", "Thôn / Tổ"),
    ],
)
def test_a_header_is_known_in_any_dress(name, text):
    found = headers.find([["Số định danh cá nhân" if name != "personal_id" else "sex", text]], RESIDENTS)
    if "Há»" in text:
        assert found is None
    else:
        assert found.columns[1] == name


def test_mojibake_headers_are_known():
    text = "Quan hệ với chủ hộ".encode().decode("cp1252")
    assert headers.find([["sex", text]], RESIDENTS).columns == {0: "sex", 1: "relation_to_head"}


def test_titles_above_and_any_order():
    rows = [
        ["BỘ CÔNG AN"],
        [],
        ["Danh sách công dân", "", ""],
        ["STT", "Họ và tên", "Số CCCD"],
        ["1", "x", "y"],
    ]
    found = headers.find(rows, RESIDENTS)
    assert (found.first, found.last) == (3, 3)
    assert found.columns == {1: "full_name", 2: "personal_id"}
    assert found.undeclared == ["STT"]


def test_merged_headers_of_two_rows():
    rows = [
        ["STT", "Công dân", None, "Nơi ở", None],
        [None, "Họ và tên", "Số CCCD", "Mã xã thường trú", "Mã xã hiện tại"],
        ["1", "x", "y", "z", "w"],
    ]
    found = headers.find(rows, RESIDENTS)
    assert (found.first, found.last) == (0, 1)
    assert found.undeclared == ["STT"]
    assert list(found.columns.values()) == [
        "full_name",
        "personal_id",
        "permanent_commune_code",
        "current_commune_code",
    ]


def test_a_header_split_over_two_rows_is_read_together():
    rows = [["Họ và tên", "Số CCCD", "Nơi thường trú"], [None, None, "(mã xã)"], ["x", "y", "z"]]
    assert headers.find(rows, RESIDENTS).columns[2] == "permanent_commune_code"


def test_technical_and_numbering_rows_below_belong_to_the_header():
    rows = [
        ["Số CCCD", "Họ và tên", "Giới tính", "Ghi chú riêng"],
        ["personal_id", "full_name", "sex", "note"],
        ["(1)", "(2)", "(3)", "(4)=(1)+(2)"],
        ["040095000001", "x", "Nam", ""],
    ]
    found = headers.find(rows, RESIDENTS)
    assert (found.first, found.last) == (0, 2)
    assert found.undeclared == ["Ghi chú riêng"]


def test_a_row_of_data_is_no_header_row():
    rows = [["Số CCCD", "Họ và tên", "Giới tính"], ["040095000001", "x", "1"], ["040095000002", "y", "2"]]
    assert headers.find(rows, RESIDENTS).last == 0


def test_the_contracts_name_beats_an_alias():
    found = headers.find([["personal_id", "Số CCCD", "full_name"]], RESIDENTS)
    assert found.columns == {0: "personal_id", 2: "full_name"}
    assert found.doubled == []
    assert found.undeclared == ["Số CCCD"]


def refusal(tmp_path, rows, source="residents"):
    with pytest.raises(FileRefused) as caught:
        headers.require(rows, incoming(write(tmp_path, "a.csv", b"x"), source))
    return str(caught.value)


def test_a_missing_column_is_told_with_what_is_there(tmp_path):
    told = refusal(tmp_path, [["Họ và tên", "Giới tính", "Mã lạ"], [SENTINEL] * 3])
    assert "personal_id (Số định danh cá nhân)" in told
    assert "Mã lạ" in told
    assert SENTINEL not in told


def test_a_file_without_a_header_shows_none_of_its_cells(tmp_path):
    told = refusal(tmp_path, [[SENTINEL, SENTINEL], ["1", SENTINEL]])
    assert "has no header of residents" in told
    assert SENTINEL not in told


def test_a_file_of_another_source_is_told_where_it_belongs(tmp_path):
    told = refusal(tmp_path, [["Mã số thuế", "Tên người nộp thuế", "Cơ quan thuế quản lý"]])
    assert "tax_payers" in told


def test_two_columns_for_one_are_refused(tmp_path):
    told = refusal(tmp_path, [["Họ và tên", "Họ và tên", "Số CCCD"]])
    assert "two columns each for full_name" in told


def test_a_million_columns_are_refused(tmp_path):
    assert "more than 2000 columns" in refusal(tmp_path, [["x"] * 1_000_000])
