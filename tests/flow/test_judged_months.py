"""A judgement binds every later run, also when its rows come in another order under another file name."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from made_files import PAYER, csv_bytes, write
from typer.testing import CliRunner

from etl import delivered, pipeline
from etl.cli import app
from etl.engine import Engine
from etl.errors import UsageFault
from etl.lake import Lake
from etl.link import judging
from etl.publish import manifest as manifests

NAME = "Nguyễn Thị Hoa Mai"
RESIDENTS = [
    {"personal_id": "040190000011", "full_name": NAME, "birth_date": "15/03/1990", "sex": "Nữ"},
    {"personal_id": "040095000001", "full_name": "Trần Văn Thử", "birth_date": "05/03/1995", "sex": "Nam"},
]
MEMBERS = [
    {"si_number": "4016000001", "full_name": NAME, "personal_id": "040190000011", "birth_date": "15/03/1990"},
    {"si_number": "4016000002", "full_name": "Lê Thu", "personal_id": None, "birth_date": "01/02/1980"},
]
PAYEES = [
    {"payee_name": NAME, "payee_tax_code": "040190000011", "income_vnd": 120000000},
    {"payee_name": "Lê Thị Thu", "payee_tax_code": None, "income_vnd": 90000000},
]


@pytest.fixture
def tmp_path():
    """Outside pytest's own folder, which a second pytest closes to the account that root's database runs as."""
    with tempfile.TemporaryDirectory(prefix="baophu-test-") as made:
        yield Path(made).resolve()


@pytest.fixture
def month(tmp_path, monkeypatch):
    """Lands the rows in a given order under a given name and links them; gives each record's person and pass."""
    monkeypatch.setattr(pipeline, "CHECKED", ())  # expectations speak of whole provinces

    def run(name, turned=False, period="2026-09"):
        landing = tmp_path / f"landing-{name}-{period}"
        sources = {
            "residents": [row | {"status": "living"} for row in RESIDENTS],
            "si_members": [
                row | {"unit_code": "TC0001C", "from_month": "01/2024", "scheme": "compulsory"}
                for row in MEMBERS
            ],
            "si_units": [{"unit_code": "TC0001C", "tax_code": "0100112437", "unit_name": "Công ty Khác"}],
            "business_entities": [
                {
                    "entity_code": PAYER,
                    "entity_kind": "enterprise",
                    "entity_name": "Công ty Thử",
                    "status_code": "7",
                }
            ],
            "tax_payees": [row | {"annex": "05-1", "payer_tax_code": PAYER} for row in PAYEES],
        }
        for source, rows in sources.items():
            within = "2025" if source == "tax_payees" else period
            write(landing / source / within, f"{name}.csv", csv_bytes(rows[::-1] if turned else rows))
        work = pipeline.Run(tmp_path / "out", period, datetime(2026, 10, 5, tzinfo=UTC), landing)
        for step in (pipeline.land, pipeline.core, pipeline.link):
            step(work)
        return work

    return run


def persons(work):
    """Each record's person and pass, by the source and the first word of the name."""
    with work.open_engine() as engine:
        pipeline.view_stage(work, engine, "core")
        pipeline.view_stage(work, engine, "link")
        rows = engine.execute(
            "select source, split_part(full_name, ' ', 1), record_id, person_id, link_pass"
            " from link_persons inner join link_person_records using (record_id)"
        )
    return {(source, name): (record, person, number) for source, name, record, person, number in rows}


def say(*words):
    return CliRunner().invoke(app, [*words], catch_exceptions=False)


def link_bytes(work):
    files = work.lake.root.glob(f"link_*/{work.period}/data.parquet")
    return {file.parts[-3]: file.read_bytes() for file in files}


def test_judgements_are_obeyed_after_rows_are_reordered_and_delivered_anew(month, tmp_path):
    out = ["--out", str(tmp_path / "out"), "--by", "lan", "--because", "papers seen"]
    first = month("first")
    before, written = persons(first), link_bytes(first)
    payee, member = before["tax_payees", "Lê"][0], before["si_members", "Lê"][0]
    assert before["tax_payees", "Lê"][1] == payee
    resident, other = before["residents", "Nguyễn"][0], before["tax_payees", "Nguyễn"][0]
    assert before["tax_payees", "Nguyễn"][1] == resident
    assert not (tmp_path / "out" / "database").exists()
    assert "judgement 1 is written down" in say("judge", payee, member, "same", *out).stdout
    assert "judgement 2 is written down" in say("judge", resident, other, "different", *out).stdout
    for name, period in (("again", "2026-09"), ("next", "2026-10")):
        after = persons(month(name, True, period))
        assert after["tax_payees", "Lê"] == (payee, member, 0)
        assert after["tax_payees", "Nguyễn"] == (other, other, None)
        assert after["si_members", "Nguyễn"][1] == resident
    assert "judgement 1 is undone" in say("judge", "--undo", "1", *out).stdout
    assert "judgement 2 is undone" in say("judge", "--undo", "2", *out).stdout
    pipeline.link(first)  # of the rows in the other order, since those were landed last
    assert persons(first) == before
    assert link_bytes(first) == written
    listed = say("judgements", "--all", *out[:2]).stdout
    assert listed.count("papers") == 4
    assert NAME not in listed


def test_a_month_that_is_served_is_worked_again_once_somebody_judged_or_took_it_back(month, tmp_path):
    out = ["--out", str(tmp_path / "out"), "--by", "lan", "--because", "papers seen"]
    work = month("first")
    payee, member = persons(work)["tax_payees", "Lê"][0], persons(work)["si_members", "Lê"][0]

    def waits():
        with work.open_engine() as engine:
            return delivered.reasons_to_wait(engine, work.settings, work.out, work.period)

    def serve():
        """Leave what a release of the month leaves, without its lists; gives its id."""
        with work.open_engine() as engine:
            pipeline.view_stage(work, engine, "link")
            manifest = manifests.make_manifest(
                work.period, [], delivered.kept(engine, work.period), judging.obeyed(engine)
            )
        folder = work.out / "releases" / manifest["release_id"]
        folder.mkdir(parents=True, exist_ok=True)
        for file in (folder / "manifest.json", work.out / "releases" / "latest.json"):
            file.write_text(json.dumps(manifest))
        return manifest["release_id"]

    first = serve()
    assert waits() == [f"{first} is served, of the same deliveries, judgements, rules and code"]
    say("judge", payee, member, "same", *out)
    assert waits() == []
    pipeline.link(work)
    second = serve()
    assert second != first
    assert len(waits()) == 1
    say("judge", "--undo", "1", *out)
    assert waits() == []
    pipeline.link(work)
    assert serve() == first
    assert len(waits()) == 1


def test_a_judgement_is_obeyed_also_where_the_month_brings_not_both_its_records(tmp_path):
    """Else a month would never be found to be served of the judgements that are in force."""
    with Engine(Lake(tmp_path / "lake")) as engine:
        engine.execute(
            "create view link_judgements as from (values (5, true), (2, false)) as given (judgement_id, is_present)"
        )
        assert judging.obeyed(engine) == [2, 5]


@pytest.mark.parametrize("words", [
    ["judge", "a", "b"],
    ["judge", "a", "b", "same", "--undo", "1"],
    ["judge"],
])  # fmt: skip
def test_a_call_that_says_neither_or_both_is_refused(words, tmp_path):
    with pytest.raises(UsageFault, match="either two records are judged or one judgement is undone"):
        say(*words, "--by", "lan", "--because", "why", "--out", str(tmp_path))
