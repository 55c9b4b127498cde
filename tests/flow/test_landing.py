"""Real small files of every format through the landing: counts, rejects with their place, refusals, same bytes."""

import hashlib
import json
import logging

import pytest
import sqlalchemy
from made_files import (
    PAYER,
    RESIDENT,
    SENTINEL,
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

from etl.engine import Engine
from etl.errors import CountsDiffer
from etl.lake import Lake
from etl.sources import landing as lander
from etl.sources import outcome
from etl.sources.declaration import all_sources, load

MEMBER = {
    "si_number": "4016000001",
    "personal_id": "040095000001",
    "full_name": "Nguyễn Văn Thử",
    "birth_date": "05/03/1995",
    "unit_code": "TC0001C",
    "from_month": "01/2024",
}

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


@pytest.fixture
def engine(tmp_path):
    with Engine(Lake(tmp_path / "lake")) as opened:
        yield opened


@pytest.fixture
def land(engine, tmp_path):
    """Lands files of one source and period; gives what became of each, by name."""

    def run(files, source="residents", period="2026-09", **options):
        folder = tmp_path / "landing" / source / period
        for name, content in files.items():
            write(folder, name, content)
        delivery = next(
            d
            for d in lander.find_deliveries(tmp_path / "landing")
            if (d.source, d.period) == (source, period)
        )
        landed = lander.land(engine, load(source), delivery, tmp_path / "landing", **options)
        for each in landed:
            assert each.rows_in == each.rows_accepted + each.rows_rejected
            assert SENTINEL not in str(each)
        assert not (tmp_path / "lake.landing").exists()
        return {each.source_file.rpartition("/")[2]: each for each in landed}

    return run


def rows(engine, columns, table="landed_residents"):
    place = "source_file" if table.startswith("deliveries") else "source_file, source_row"
    return engine.execute(f"select {columns} from {table} order by {place}")


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


def test_rejects_have_rule_column_place_and_raw_values(engine, land):
    lines = [
        *table(residents(1)),
        ["", "Lê Thử", "1995", "Nam", None, None, None],
        ["123", "Lê Thử", "1995", "Nam", None, None, None],
        ["040095000004", "Lê Thử", "01/01/2030", "Nam", None, None, None],
        ["040095000005", "Lê Thử"],
        ["040095000006", "Lê Thử", "1995", "Nam", None, None, None, "more"],
        ["040095000007", "Lê Thử", "1995", "Nam", None, None, None],
    ]
    landed = land({"a.csv": delimited(lines).encode()})
    assert landed["a.csv"].rows_rejected == 5
    found = rows(engine, "rule, column_name, source_row, raw_values", "rejects_residents")
    assert [row[:3] for row in found] == [
        ("required_missing", "personal_id", 3),
        ("unreadable", "personal_id", 4),
        ("born_after_period", "birth_date", 5),
        ("ragged_row", None, 6),
        ("ragged_row", None, 7),
    ]
    assert json.loads(found[1][3])["personal_id"] == "123"
    assert json.loads(found[4][3])["row"].endswith("more")


def test_what_cannot_be_read_lands_empty_and_is_named(engine, land):
    made = residents(2, status="ở đâu đó", birth_date="32/13/1995", old_id_number="12")
    landed = land({"a.csv": csv_bytes(made)})
    assert rows(engine, "status, birth_date, birth_precision, old_id_number, unreadable")[0] == (
        None,
        None,
        None,
        None,
        "old_id_number,birth_date,status",
    )
    assert landed["a.csv"].unreadable_values == 6


@pytest.mark.parametrize("sign", ["-", "NULL", "n/a", " ", "\u00a0", "00/00/0000"])
def test_signs_for_nothing_are_nothing(engine, land, sign):
    land({"a.csv": csv_bytes(residents(1, birth_date=sign, hamlet=sign))})
    assert rows(engine, "birth_date, hamlet, unreadable") == [(None, None, None)]


def test_exact_repeats_are_rejected_and_the_first_is_kept(engine, land):
    land({"b.csv": csv_bytes(residents(2)), "a.csv": csv_bytes([*residents(2), residents(1)[0]])})
    assert [row[1:] for row in rows(engine, "source_file, source_row")] == [(2,), (3,)]
    assert rows(engine, "rule, source_file, source_row", "rejects_residents") == [
        ("duplicate_row", "residents/2026-09/a.csv", 4),
        ("duplicate_row", "residents/2026-09/b.csv", 2),
        ("duplicate_row", "residents/2026-09/b.csv", 3),
    ]


def test_the_same_key_with_other_content_stays(engine, land):
    land({"a.csv": csv_bytes([*residents(1), *residents(1, sex="Nữ")])})
    assert rows(engine, "sex") == [("M",), ("F",)]


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


def test_an_unreadable_deduction_never_looks_like_none(engine, land):
    row = {"annex": "05-1", "payer_tax_code": PAYER, "payee_name": "Lê Thử", "income_vnd": "5000000"}
    land(
        {
            "a.csv": csv_bytes(
                [row | {"insurance_deducted_vnd": "1,5 tr"}, row | {"insurance_deducted_vnd": ""}]
            )
        },
        "tax_payees",
        "2025",
    )
    assert rows(engine, "rule, column_name, source_row", "rejects_tax_payees") == [
        ("unreadable", "insurance_deducted_vnd", 2)
    ]


def test_an_insured_spell_is_kept_though_details_are_unreadable(engine, land):
    made = [
        MEMBER | {"si_number": "12"},
        MEMBER | {"from_month": "02/2024", "to_month": "xx"},
        MEMBER | {"from_month": "xx"},
    ]
    land({"a.csv": csv_bytes([*made, MEMBER | {"si_number": None, "personal_id": None}])}, "si_members")
    assert rows(engine, "si_number, to_month, unreadable", "landed_si_members") == [
        (None, None, "si_number"),
        ("4016000001", None, "to_month"),
    ]
    assert [row[0] for row in rows(engine, "rule", "rejects_si_members")] == [
        "unreadable",
        "person_unidentified",
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


BROKEN = {
    "empty.csv": b"",
    "header.csv": csv_bytes(residents(1)).splitlines(keepends=True)[0],
    "cut.csv.gz": gz(csv_bytes(residents(5, hamlet=SENTINEL)))[:-9],
    "wrong.csv": csv_bytes([{"Mã số thuế": PAYER, "Tên người nộp thuế": SENTINEL}]),
    "binary.csv": bytes(range(256)) * 9,
    "page.xls": b"<html>" + SENTINEL.encode(),
    "form.xml": form([payee(ct07=SENTINEL)]),
    "late.csv": csv_bytes(residents(50, hamlet=SENTINEL)) + b"\xff\n",
    "late.xlsx": xlsx(table(residents(5, hamlet=SENTINEL)))[:-50],
    "footers.csv": csv_bytes(residents(1)).splitlines(keepends=True)[0] + "Tổng cộng,0,,,,,\n".encode(),
}


def test_a_broken_file_is_refused_alone(engine, land, caplog):
    landed = land(BROKEN | {"sound.csv": csv_bytes(residents(3))})
    refused = {name: each for name, each in landed.items() if each.status == "refused"}
    assert set(refused) == set(BROKEN)
    for name, each in refused.items():
        assert each.message.startswith("FileRefused: residents/2026-09/" + name)
        assert each.rows_in == each.rows_accepted == each.rows_rejected == 0
    assert {file for (file,) in rows(engine, "source_file")} == {"residents/2026-09/sound.csv"}
    assert SENTINEL not in caplog.text
    told = rows(engine, "status, rows_in", "deliveries_residents")
    assert told.count(("refused", 0)) == len(BROKEN)


def test_where_all_files_are_refused_the_last_good_table_stays(engine, land, tmp_path):
    land({"a.csv": csv_bytes(residents(3))})
    (tmp_path / "landing" / "residents" / "2026-09" / "a.csv").write_bytes(b"")
    assert land({})["a.csv"].status == "refused"
    assert len(rows(engine, "1")) == 3
    assert rows(engine, "status", "deliveries_residents") == [("refused",)]


def test_a_replacement_supersedes_and_a_refused_one_does_not(engine, land, tmp_path):
    land({"a.csv": csv_bytes(residents(3)), "b.csv": csv_bytes(residents(2)), "b.csv.replaces": b"a.csv\n"})
    assert rows(engine, "source_file, source_row") == [("residents/2026-09/b.csv", at) for at in (2, 3)]
    assert {row[0] for row in rows(engine, "rule", "rejects_residents")} == {"superseded_file"}
    assert land({"b.csv": b""})["b.csv"].status == "refused"
    assert {row[0] for row in rows(engine, "source_file")} == {"residents/2026-09/a.csv"}


def test_a_replacement_of_nothing_is_refused(land):
    landed = land(
        {"a.csv": csv_bytes(residents(3)), "b.csv": csv_bytes(residents(2)), "b.csv.replaces": b"x.csv\n"}
    )
    assert "replaces 1 files that are not in its delivery" in landed["b.csv"].message
    assert landed["a.csv"].rows_accepted == 3


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


def test_lost_rows_stop_the_landing_and_nothing_is_replaced(engine, land, monkeypatch):
    land({"a.csv": csv_bytes(residents(3))})
    honest = outcome._accepted
    monkeypatch.setattr(
        outcome, "_accepted", lambda source, period: f"select * from ({honest(source, period)}) limit 1"
    )
    with pytest.raises(CountsDiffer, match="1 of 1 files"):
        land({"a.csv": csv_bytes(residents(2))})
    assert len(rows(engine, "1")) == 3


def test_things_that_belong_nowhere_are_warned_of(tmp_path, caplog):
    landing = tmp_path / "landing"
    write(landing / "residents" / "2026-09", "a.csv", b"x")
    write(landing / "residents" / "2026-09" / "deeper", "a.csv", b"x")
    write(landing / "residents" / "2026", "a.csv", b"x")
    write(landing / "resident" / "2026-09", "a.csv", b"x")
    write(landing / "residents", "loose.csv", b"x")
    write(landing / "residents" / "2026-09", "~$a.xlsx", b"x")
    write(landing, ".DS_Store", b"x")
    (landing / "residents" / "2026-08").mkdir()
    with caplog.at_level(logging.WARNING):
        found = lander.find_deliveries(landing)
    assert [(d.source, d.period, len(d.files)) for d in found] == [("residents", "2026-09", 1)]
    warned = [record.getMessage().partition(":")[0] for record in caplog.records]
    assert warned == ["resident", "residents/2026", "residents/2026-09/deeper", "residents/loose.csv"]
    assert lander.find_deliveries(tmp_path / "nowhere") == []
