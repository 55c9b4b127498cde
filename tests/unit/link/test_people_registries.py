"""The SELECT that cleans registries of people (benchmarks/registries/people.sql): dirt of every kind, one outcome."""

from pathlib import Path

import pytest
from linking import put

SELECT = Path(__file__).parents[3] / "benchmarks" / "registries" / "people.sql"
CLEAN = {
    "full_name": "Nguyễn Thị Thúy Hòa",
    "sex": "F",
    "dob": "1985-04-13",
    "national_id": "079185004321",
    "phone": "0912345678",
    "street": "12 Lê Lợi",
    "ward": "Phường Bến Nghé",
    "district": "Quận 1",
    "province": "Thành phố Hồ Chí Minh",
}
SAME = [
    {"full_name": "NGUYỄN THỊ THUÝ HOÀ"},
    {"full_name": "  Bà Nguyễn  Thị Thuý Hoà "},
    {"sex": "Nữ"},
    {"dob": "13/04/1985"},
    {"dob": "13-4-1985"},
    {"dob": "31150"},
    {"national_id": "079 185 004 321"},
    {"national_id": "79185004321"},
    {"phone": "+84 912.345.678"},
    {"phone": "912345678"},
    {"street": "12 LÊ LỢI"},
    {"ward": "P. Bến Nghé", "district": "Q. 1", "province": "TP. Hồ Chí Minh"},
]
MISSING = [
    ({"full_name": None}, {"name", "name_toned", "name_sorted", "surname", "middle", "given"}),
    ({"dob": "1985"}, {"birth_month", "birth_day"}),
    ({"dob": "1985-01-01"}, {"birth_month", "birth_day"}),
    ({"dob": "31/02/1985"}, {"birth_date", "birth_month", "birth_day"}),
    ({"national_id": "000000000000"}, {"national_id", "id12"}),
    ({"national_id": "không có"}, {"id12"}),
    ({"phone": "0123456789"}, {"phone"}),
    ({"sex": "?"}, {"sex"}),
    ({"street": None}, {"street", "house", "home"}),
    ({"ward": "Phường Không Có"}, {"commune", "home"}),
]


def cleaned(engine, row):
    put(engine, "input", [{"rec_id": "1"} | row])
    select = SELECT.read_text(encoding="utf-8")
    names = [column for column, *_ in engine.execute(f"describe {select}")]
    return dict(zip(names, engine.execute(select)[0], strict=True))


def test_a_clean_row(engine):
    held = cleaned(engine, CLEAN)
    assert {name for name, value in held.items() if value is None} == {"id9"}
    assert (held["name"], held["name_toned"]) == ("nguien thi thui hoa", "nguyễn thị thúy hòa")
    assert (held["birth_year"], held["birth_month"], held["birth_day"]) == (1985, 4, 13)
    assert held["home"] == f"{held['commune']} le loi 12"


@pytest.mark.parametrize("dirt", SAME, ids=str)
def test_dirt_changes_nothing(engine, dirt):
    assert cleaned(engine, CLEAN | dirt) == cleaned(engine, CLEAN)


@pytest.mark.parametrize(("dirt", "lost"), MISSING, ids=[str(dirt) for dirt, _ in MISSING])
def test_what_cannot_be_read_is_missing_and_the_rest_stays(engine, dirt, lost):
    clean, held = cleaned(engine, CLEAN), cleaned(engine, CLEAN | dirt)
    assert {name for name, value in held.items() if value is None} - {"id9"} == lost
    read = {name for name in clean if name not in lost | {"birth_date", "national_id"}}
    assert {name: held[name] for name in read} == {name: clean[name] for name in read}
