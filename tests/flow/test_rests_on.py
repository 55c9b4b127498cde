"""A release names every delivery it rests on: the month's, and earlier enrolment, by which is seen what is lacking."""

import json
from datetime import UTC, datetime

import pytest
from landings import MEMBER, land_files
from made_files import PAYER, csv_bytes, residents

from etl import delivered, pipeline, retention
from etl.engine import Engine
from etl.lake import Lake
from etl.publish import manifest as manifests
from etl.settings import Settings

PERIOD = "2026-09"
ROWS = {
    "residents": residents(3),
    "tax_payees": [{"annex": "05-1", "payer_tax_code": PAYER, "payee_name": "Lê Thử", "income_vnd": "9"}],
    "business_entities": [{"entity_code": PAYER, "entity_name": "Công ty Thử", "entity_kind": "enterprise"}],
    "si_units": [{"unit_code": "TC0001C", "tax_code": PAYER, "unit_name": "Công ty Thử"}],
    "hi_cards": [{"card_number": "HC4404016000001", "full_name": "Lê Thử", "valid_from": "01/01/2026"}],
}


def members(number):
    return csv_bytes([MEMBER | {"si_number": f"40{at:08d}", "personal_id": None} for at in range(number)])


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with Engine(Lake(tmp_path_factory.mktemp("month") / "lake")) as opened:
        yield opened


@pytest.fixture(scope="module", autouse=True)
def land(engine):
    """A month whose enrolment lacks one of the thirty members of the month before, and eight months before it."""

    def deliver(source, period, content):
        land_files(engine, engine.lake.root.parent / "landing", {"a.csv": content}, source, period)

    for source, rows in ROWS.items():
        for period in ("2025",) if source == "tax_payees" else ("2026-07", "2026-08", PERIOD):
            deliver(source, period, csv_bytes(rows))
    for month in range(1, 9):
        deliver("si_members", f"2026-{month:02}", members(30))
    deliver("si_members", PERIOD, members(29))
    return deliver


def core(engine, monkeypatch):
    monkeypatch.setattr(pipeline, "CHECKED", ())  # expectations speak of whole provinces
    pipeline.core(pipeline.Run(engine.lake.root.parent, PERIOD, datetime(2026, 10, 5, tzinfo=UTC)))


def serve(engine, out):
    """What a release of the month leaves, without its lists."""
    manifest = manifests.make_manifest(PERIOD, [], delivered.kept(engine, PERIOD), [])
    folder = out / "releases" / manifest["release_id"]
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (out / "releases" / "latest.json").write_text(json.dumps(manifest))
    return manifest


def test_earlier_enrolment_is_named_as_such_as_far_as_it_is_read(engine):
    found = {}
    for entry in delivered.list_deliveries(engine, PERIOD):
        found.setdefault((entry["source"], entry["role"]), []).append(entry["period"])
    assert found == {
        ("residents", "current"): [PERIOD],
        ("tax_payees", "current"): ["2025"],
        ("business_entities", "current"): [PERIOD],
        ("business_entities", "earlier"): ["2026-07", "2026-08"],
        ("si_units", "current"): [PERIOD],
        ("si_units", "earlier"): ["2026-07", "2026-08"],
        ("hi_cards", "current"): [PERIOD],
        ("hi_cards", "earlier"): ["2026-08"],
        ("si_members", "current"): [PERIOD],
        ("si_members", "earlier"): [f"2026-{month:02}" for month in range(3, 9)],
    }


def test_a_row_that_is_carried_over_walks_back_and_its_delivery_is_kept(engine, tmp_path, monkeypatch):
    core(engine, monkeypatch)
    named = {(each["delivery_id"], each["period"]) for each in serve(engine, tmp_path)["deliveries"]}
    removed = retention.clean(engine.lake, tmp_path, "2030-01", 24, dry_run=True)
    gone = {each.period for each in removed if each.table == "landed_si_members"}
    assert gone == {"2026-01", "2026-02"}
    kept = [period for period in engine.lake.periods("landed_si_members") if period not in gone]
    engine.view("landed", [engine.lake.path("landed_si_members", period) for period in kept])
    engine.view("core", engine.lake.path("core_si_members", PERIOD))
    walked = engine.execute(
        """select delivery_id, period, source_row from core
        inner join landed using (delivery_id, period, source_file, source_row, row_hash)"""
    )
    assert len(walked) == 30
    assert [row for _, period, row in walked if period == "2026-08"] == [31]
    assert {(delivery, period) for delivery, period, _ in walked} <= named


def test_the_same_earlier_enrolment_is_not_worked_again_and_another_is(engine, land, tmp_path, monkeypatch):
    core(engine, monkeypatch)
    served = serve(engine, tmp_path)
    (reason,) = delivered.reasons_to_wait(engine, Settings(), tmp_path, PERIOD)
    assert reason == f"{served['release_id']} is served, of the same deliveries, judgements, rules and code"
    land("si_members", "2026-02", members(31))  # further back than a run reads
    assert delivered.reasons_to_wait(engine, Settings(), tmp_path, PERIOD) == [reason]
    land("si_members", "2026-08", members(31))
    assert delivered.reasons_to_wait(engine, Settings(), tmp_path, PERIOD) == []


def test_what_lands_while_a_run_is_under_way_is_not_named_and_is_worked_next(
    engine, land, tmp_path, monkeypatch
):
    core(engine, monkeypatch)
    read = delivered.kept(engine, PERIOD)
    assert read == delivered.list_deliveries(engine, PERIOD)
    land("residents", PERIOD, csv_bytes(residents(4)))
    assert (
        serve(engine, tmp_path)["deliveries"] == manifests.make_manifest(PERIOD, [], read, [])["deliveries"]
    )
    assert delivered.kept(engine, PERIOD) == read != delivered.list_deliveries(engine, PERIOD)
    assert delivered.reasons_to_wait(engine, Settings(), tmp_path, PERIOD) == []
