"""Real small files of every format through the landing: counts, provenance, repairs, same bytes."""

import hashlib

import pytest
import sqlalchemy
from landings import MEMBER, rows
from made_files import (
    PAYER,
    RESIDENT,
    csv_bytes,
    delimited,
    form,
    gz,
    jsonl,
    parquet,
    payee,
    residents,
    table,
    write,
    xls,
    xlsx,
    zipped,
)

from etl.sources import landing as lander
from etl.sources.declaration import all_sources

VALUES = {
    "tax_code": PAYER,
    "entity_code": PAYER,
    "personal_id": "040095000001",
    "person_tax_code": "8568913418",
    "insurance_number": "7916123456",
    "hi_card_number": "DN4797916123456",
    "unit_code": "TC0001C",
    "commune_code": "4",
    "phone": "0912345678",
    "date": "05/03/1995",
    "month": "03/2024",
    "sex": "Nữ",
    "boolean": "x",
    "name": "Lê Thử",
    "firm_name": "Công ty Thử",
    "text": "chữ",
    "amendment": "1",
}
"""A readable cell of each column type."""


def test_every_format_lands_the_same(engine, land):
    made = residents(3)
    lines = table(made)
    files = {
        "1.csv": csv_bytes(made),
        "2.tsv.gz": gz(csv_bytes(made, "utf-16", delimiter="\t")),
        "3.zip": zipped(**{"x.csv": csv_bytes(made, "utf-8-sig", delimiter=";")}),
        "4.xlsx": xlsx([["DANH SÁCH"], [], *lines]),
        "5.xls": xls(lines),
        "6.parquet": parquet({name: [row[name] for row in made] for name in made[0]}),
        "7.jsonl": jsonl(made),
        "8.csv": csv_bytes(residents(3, full_name="Nguyê\u0303n Văn Thư\u0309"), "cp1258"),
    }
    landed = land(files)
    assert [each.format for each in landed.values()] == [
        "csv",
        "csv",
        "csv",
        "xlsx",
        "xls",
        "parquet",
        "jsonl",
        "csv",
    ]
    assert sum(each.rows_in for each in landed.values()) == 24
    kept = set(rows(engine, "personal_id, full_name, birth_date, birth_precision, sex, status"))
    assert {row[1] for row in kept} == {"Nguyễn Văn Thử"}
    assert len(kept) == 3
    # the same rows in seven spellings of the file are one row; windows-1258 spells the name otherwise
    assert landed["1.csv"].rows_accepted == landed["8.csv"].rows_accepted == 3
    rules = engine.execute("select rule, count(*) from rejects_residents group by rule")
    assert rules == [("duplicate_row", 18)]


def test_provenance(engine, land):
    land({"a.xlsx": xlsx([["DANH SÁCH"], [], *table(residents(2))])})
    found = rows(
        engine, "source_file, source_row, period, length(delivery_id), length(row_hash), repairs, unreadable"
    )
    name = "residents/2026-09/a.xlsx"
    assert found == [(name, 4, "2026-09", 16, 16, None, None), (name, 5, "2026-09", 16, 16, None, None)]


@pytest.mark.parametrize("source", all_sources(), ids=lambda source: source.name)
def test_the_landed_table_has_the_declared_columns(engine, tmp_path, source):
    period = "2026-09" if source.accepts("2026-09") else "2026"
    values = VALUES | {code: next(iter(c.codes)) for c in source.columns for code in [c.name] if c.codes}
    row = {c.vi: values.get(c.name, values.get(c.type, "271234567")) for c in source.columns}
    write(tmp_path / "landing" / source.name / period, "a.csv", csv_bytes([row]))
    (delivery,) = lander.find_deliveries(tmp_path / "landing")
    (landed,) = lander.land(engine, source, delivery, tmp_path / "landing")
    assert (landed.rows_accepted, landed.unreadable_values, landed.undeclared_columns) == (1, 0, "")
    described = {name: kind for name, kind, *_ in engine.execute(f"describe landed_{source.name}")}
    assert described == source.landed_columns()
    empty = {name: kind for name, kind, *_ in engine.execute(f"describe {lander.empty_select(source)}")}
    assert empty == described
    filled = engine.execute(f"select count(columns(*)) from landed_{source.name}")[0]
    assert (
        sum(filled)
        == len(described) - 2 + (engine.execute(f"select count(repairs) from landed_{source.name}")[0][0])
    )


def test_zeros_are_put_back_and_the_row_says_so(engine, land):
    made = [RESIDENT | {"personal_id": "40095000001", "permanent_commune_code": "4"}, *residents(2)[1:]]
    landed = land({"a.csv": csv_bytes(made)})
    assert rows(engine, "personal_id, permanent_commune_code, repairs") == [
        ("040095000001", "00004", "personal_id,permanent_commune_code"),
        ("040095000002", "17776", None),
    ]
    assert landed["a.csv"].repaired_values == 2


def test_old_fonts_are_found_column_by_column_and_file_by_file(engine, land):
    words = {
        "tcvn3": "NguyÔn V¨n Thö",
        "vni": "Nguyeãn Vaên Thöû",
        "mojibake": "Nguyễn Văn Thử".encode().decode("cp1252"),
    }
    files = {
        f"{font}.csv": csv_bytes(residents(3, full_name=name, sex="N÷" if font == "tcvn3" else "Nam"))
        for font, name in words.items()
    }
    landed = land(files | {"sound.csv": csv_bytes(residents(3, full_name="Lê Hà"))})
    assert {name: each.text_repairs for name, each in landed.items()} == {
        "mojibake.csv": "full_name:mojibake",
        "sound.csv": "",
        "tcvn3.csv": "full_name:tcvn3",
        "vni.csv": "full_name:vni",
    }
    found = set(rows(engine, "full_name, sex, repairs"))
    assert found == {
        ("Nguyễn Văn Thử", "M", "full_name"),
        ("Nguyễn Văn Thử", "F", "full_name"),
        ("Lê Hà", "M", None),
    }


def test_sound_cells_of_a_column_in_an_old_font_stay_as_they_are(engine, land):
    made = [*residents(3, full_name="TrÇn V¨n Thö"), *residents(4, full_name="Lê Đức")[3:]]
    land({"a.csv": csv_bytes(made)})
    assert {name for (name,) in rows(engine, "full_name")} == {"Lê Đức", "Trần Văn Thử"}


def test_sound_cells_of_a_mixed_column_stay_as_they_are(engine, land):
    made = residents(10)
    for row in made:
        row["full_name"] = "Lê Hà"
    made[0]["full_name"] = "TrÇn V¨n Thö"
    assert land({"a.csv": csv_bytes(made)})["a.csv"].text_repairs == "full_name:tcvn3"
    assert {name for (name,) in rows(engine, "full_name")} == {"Lê Hà", "Trần Văn Thử"}


@pytest.mark.parametrize("sign", ["-", "NULL", "n/a", " ", "\u00a0", "00/00/0000"])
def test_signs_for_nothing_are_nothing(engine, land, sign):
    land({"a.csv": csv_bytes(residents(1, birth_date=sign, hamlet=sign))})
    assert rows(engine, "birth_date, hamlet, unreadable") == [(None, None, None)]


@pytest.mark.parametrize("make", [lambda lines: delimited(lines, ";").encode(), xlsx, xls])
def test_totals_and_signatures_are_counted_apart(engine, land, make):
    footers = [
        [],
        ["Tổng cộng", "3"],
        [None, None, None, "Nghệ An, ngày 5 tháng 10 năm 2026"],
        ["NGƯỜI LẬP BIỂU", None, None, "THỦ TRƯỞNG"],
        [None, "Lê Văn Ký"],
    ]
    landed = land({"a.x": make([["DANH SÁCH"], *table(residents(3)), *footers])})["a.x"]
    assert (landed.rows_in, landed.rows_accepted, landed.trailing_rows) == (3, 3, 4)


def test_a_last_row_with_a_number_is_data(land):
    landed = land({"a.csv": csv_bytes(residents(3)) + b"040095000009\n"})["a.csv"]
    assert (landed.rows_in, landed.rows_rejected, landed.trailing_rows) == (4, 1, 0)


def test_a_long_tail_of_numbered_empty_rows_is_no_data(land, monkeypatch):
    monkeypatch.setattr("etl.sources.footers.END_ROWS", 10)
    lines = [[*line, "x"] for line in table(residents(3))]
    landed = land({"a.csv": delimited([*lines, *[[None] * 7 + [at] for at in range(100)]]).encode()})["a.csv"]
    assert (landed.rows_in, landed.rows_accepted, landed.trailing_rows) == (3, 3, 100)


def test_returns_with_amendments(engine, land):
    name = "0100233488000-05_QTT_TNCN_TT80-Y2025-L0{}.xml"
    files = {
        name.format(0): form([payee(), payee(ct08="", ct09="271234567")]),
        name.format(1): form([payee(ct12="130000000")], attempt="1"),
        "x.csv": csv_bytes(
            [{"annex": "05-2", "payer_tax_code": PAYER, "payee_name": "Lê Thử", "income_vnd": "1.234.567"}]
        ),
    }
    landed = land(files, "tax_payees", "2025")
    assert {each.format for each in landed.values()} == {"form_05qtt", "csv"}
    found = rows(engine, "amendment, income_vnd, payee_tax_code, id_document_number", "landed_tax_payees")
    assert found == [
        (0, 120000000, "040195000002", None),
        (0, 120000000, None, "271234567"),
        (1, 130000000, "040195000002", None),
        (None, 1234567, None, None),
    ]


@pytest.mark.parametrize(
    ("written", "funds"),
    [
        ("SI+HI", "SI+HI"),
        ("BHYT, BHXH", "SI+HI"),
        ("BHXH;TNLĐ-BNN;BHTN;BHYT", "SI+OAI+UI+HI"),
        ("BHXH+khác", None),
    ],
)
def test_funds(engine, land, written, funds):
    land({"a.csv": csv_bytes([MEMBER | {"funds": written, "scheme": "Bắt buộc"}])}, "si_members")
    assert rows(engine, "funds, scheme", "landed_si_members") == [(funds, "compulsory")]


def test_a_large_delivery_reads_by_value_and_gives_the_same(engine, land, monkeypatch):
    made = residents(200, birth_date="1995", hamlet="  Thôn  1 ")
    made[7]["birth_date"] = "xx"
    made[8]["sex"] = "Nữ"
    files = {"a.csv": csv_bytes(made)}
    land(files)
    in_place = rows(engine, "*")
    monkeypatch.setattr(lander, "MAPPED_ROWS", 1)
    land(files)
    assert rows(engine, "*") == in_place


def test_a_database_lands_and_its_content_makes_the_delivery(engine, land, tmp_path):
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    database = sqlalchemy.create_engine(url)
    order = {"people.database.yml": b"url_env: PEOPLE_URL\nquery: select * from people\n"}
    stamps = []
    for name in ("Lê Thử", "Lê Thử", "Trần Thử"):
        with database.begin() as connection:
            connection.execute(sqlalchemy.text("drop table if exists people"))
            connection.execute(sqlalchemy.text("create table people (personal_id text, full_name text)"))
            connection.execute(
                sqlalchemy.text("insert into people values ('040095000001', :name)"), {"name": name}
            )
        landed = land(order, environment={"PEOPLE_URL": url})["people.database.yml"]
        assert (landed.format, landed.rows_accepted) == ("database", 1)
        stamps.append(landed.delivery_id)
    assert stamps[0] == stamps[1] != stamps[2]


def checksums(lake):
    return {
        file.relative_to(lake).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in lake.rglob("*.parquet")
    }


def test_landing_again_writes_the_same_bytes(engine, land, tmp_path, monkeypatch):
    monkeypatch.setattr("etl.sources.raw.GROUP_ROWS", 2048)  # many groups, so that threads take turns
    made = residents(30_000)
    for at, row in enumerate(made):
        row["hamlet"] = f"Thôn {at % 700}"
    files = {"a.csv": csv_bytes(made + made[:50]), "b.csv": csv_bytes(residents(20_000, sex="x"))}
    land(files)
    first = checksums(tmp_path / "lake")
    assert [
        row[0]
        for row in engine.execute("select source_row from landed_residents where source_file like '%a.csv'")
    ] == list(range(2, 30_002))
    land(files)
    assert checksums(tmp_path / "lake") == first
    assert len(first) == 3


def test_progress_is_told(land):
    seen = []
    land({"a.csv": csv_bytes(residents(3))}, progress=lambda *told: seen.append(told))
    assert seen == [("residents", "residents/2026-09/a.csv", 3)]
