"""Broken enrolment stops the run before any list: whoever is in the lost part would be accused."""

from datetime import UTC, datetime

import pytest
from landings import MEMBER
from made_files import PAYER, csv_bytes, residents

from etl import enrolment, pipeline
from etl.errors import DeliveryMissing, EnrolmentIncomplete

UNIT = {"unit_code": "TC0001C", "tax_code": PAYER, "unit_name": "Công ty Thử"}


def members(number, lost=0):
    """Rows of enrolment, of which the last ones lack the month and are rejected."""
    made = [MEMBER | {"si_number": f"40{at:08d}", "personal_id": None} for at in range(1, number + 1)]
    return csv_bytes(
        [row | ({"from_month": None} if at >= number - lost else {}) for at, row in enumerate(made)]
    )


@pytest.fixture
def guard(engine, land):
    """Lands a delivery of members beside sound units, and holds both against the guard."""

    def run(files, period="2026-09"):
        land({"a.csv": csv_bytes([UNIT])}, "si_units")
        land(files, "si_members", period)
        enrolment.require_whole(engine, engine.lake, "2026-09")

    return run


def test_whole_enrolment_passes(guard):
    guard({"a.csv": members(30, lost=enrolment.FEW_REJECTED)})


def test_a_refused_file_stops_the_run_and_is_named(guard):
    with pytest.raises(EnrolmentIncomplete, match="has 1 fault") as caught:
        guard({"a.csv": members(30), "b.csv": b"\x00\x01" * 99})
    assert "\n  si_members/2026-09/b.csv " in str(caught.value)
    assert "a.csv" not in str(caught.value)
    assert "the last release is still served" in str(caught.value)
    assert isinstance(caught.value, DeliveryMissing)


def test_a_newer_delivery_that_was_refused_whole_is_not_passed_over(guard):
    guard({"a.csv": members(30)}, "2026-08")
    with pytest.raises(EnrolmentIncomplete, match=r"si_members/2026-09/a\.csv"):
        guard({"a.csv": b""})


@pytest.mark.parametrize(("rows", "lost"), [(90, 11), (6000, 19)])
def test_too_many_rejected_rows_stop_the_run(guard, rows, lost):
    with pytest.raises(
        EnrolmentIncomplete, match=f"{lost} of .* rows were rejected .*: required_missing {lost}"
    ):
        guard({"a.csv": members(rows, lost)})


def test_rejected_rows_are_held_against_the_whole_delivery(guard):
    guard({"a.csv": members(5900), "b.csv": members(6000, lost=30)})


def test_repeated_and_replaced_rows_are_not_lost(guard):
    guard({"a.csv": members(30), "b.csv": members(30), "c.csv": members(31), "c.csv.replaces": b"a.csv\n"})


def test_faults_of_both_sources_are_told_at_once(engine, land):
    for source, sound in (("si_members", members(3)), ("si_units", csv_bytes([UNIT]))):
        land({"a.csv": sound, "b.csv": b""}, source)
    with pytest.raises(EnrolmentIncomplete) as caught:
        enrolment.require_whole(engine, engine.lake, "2026-09")
    files = [fault.split(" ")[0] for fault in caught.value.details]
    assert files == ["si_members/2026-09/b.csv", "si_units/2026-09/b.csv"]


def test_the_run_stops_before_its_tables(land, tmp_path):
    payees = [{"annex": "05-1", "payer_tax_code": PAYER, "payee_name": "Lê Thử", "income_vnd": "9"}]
    entity = {"entity_code": PAYER, "entity_name": "Công ty Thử", "entity_kind": "enterprise"}
    land({"a.csv": csv_bytes(residents(3))})
    land({"a.csv": csv_bytes(payees)}, "tax_payees", "2025")
    land({"a.csv": csv_bytes([entity])}, "business_entities")
    land({"a.csv": csv_bytes([UNIT])}, "si_units")
    land({"a.csv": members(3), "b.csv": b""}, "si_members")
    run = pipeline.Run(tmp_path, "2026-09", datetime(2026, 10, 5, tzinfo=UTC))
    with pytest.raises(EnrolmentIncomplete):
        pipeline.core(run)
    assert not [table for table in run.lake.tables() if table.startswith("core_")]
