"""Broken files and rows through the landing: rejects with their rule and place, refusals, nothing half-written."""

import json
import logging

import pytest
from landings import MEMBER, rows
from made_files import (
    PAYER,
    SENTINEL,
    csv_bytes,
    delimited,
    form,
    gz,
    payee,
    residents,
    table,
    write,
    xlsx,
)

from etl.errors import CountsDiffer
from etl.sources import landing as lander
from etl.sources import outcome


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


def test_where_all_files_are_refused_the_last_good_table_stays_and_so_does_its_account(
    engine, land, tmp_path
):
    file = tmp_path / "landing" / "residents" / "2026-09" / "a.csv"
    delivered = land({"a.csv": csv_bytes(residents(3))})["a.csv"].delivery_id
    for broken in (b"", bytes(range(256))):
        file.write_bytes(broken)
        assert land({})["a.csv"].status == "refused"
        assert rows(engine, "delivery_id") == [(delivered,)] * 3
        told = rows(engine, "status, rows_accepted, delivery_id", "deliveries_residents")
        assert sorted(told)[0] == ("landed", 3, delivered)
        assert [row[:2] for row in sorted(told)[1:]] == [("refused", 0)]
    assert land({"a.csv": csv_bytes(residents(2))})["a.csv"].rows_accepted == 2
    assert rows(engine, "status, rows_accepted", "deliveries_residents") == [("landed", 2)]


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
