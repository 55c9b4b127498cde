"""Every flow is read quickly, and says whose it is, what it does and what happens when it fails."""

import itertools
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from croniter import croniter

from etl import settings
from etl.law import book as law
from etl.law import clock

HERE = Path(__file__).parent
OTHERS = {"late", "link", "month", "publish", "retention"}
STAGES = {"core": ("link", "core"), "link": ("link", "link"), "out": ("publish", "release")}


@pytest.fixture(scope="module")
def parsed(tmp_path_factory):
    """What Airflow reads, without a database, a network or a setting of this project."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "BAOPHU"))}
    nowhere = {
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
    }
    told = subprocess.run(
        [sys.executable, HERE / "list_flows.py"],
        env=own | nowhere,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(told.stdout.splitlines()[-1])


def test_there_is_a_flow_for_every_source_and_every_step(parsed):
    assert parsed["errors"] == {}
    sources = {f"ingest_{file.parent.name}" for file in settings.SOURCES.glob("*/source.yml")}
    assert len(sources) == 13
    assert sources <= set(parsed["flows"])
    assert set(parsed["flows"]) - sources == {*OTHERS, "pack_handover", "pack_plan", "pack_reminder"}


def test_all_flows_are_read_in_two_seconds_and_without_the_engine(parsed):
    print(f"{len(parsed['flows'])} flows in {parsed['seconds']:.2f} s of CPU")
    assert parsed["seconds"] < 2
    assert parsed["heavy"] == []


def test_every_task_has_an_owner_and_retries_and_tells_when_it_fails(parsed):
    for name, flow in parsed["flows"].items():
        assert flow["doc"], name
        for task, told in flow["tasks"].items():
            assert told["owner"] == "baophu", (name, task)
            assert told["notices"], (name, task)
            # What was refused stays refused: telling it again mends nothing.
            assert told["retries"] > 0 or task == "tell", (name, task)


def test_a_table_is_announced_by_the_task_that_checked_it_and_by_no_other(parsed):
    announced = {
        (flow, task): set(told["outlets"])
        for flow, each in parsed["flows"].items()
        for task, told in each["tasks"].items()
        if told["outlets"]
    }
    expected = {(f"ingest_{source}", "land"): {f"landed_{source}"} for source in _sources()}
    for stage, place in STAGES.items():
        expected[place] = {file.stem for file in (settings.SQL / stage).glob("*.sql")}
    assert announced == expected


def test_steps_take_turns_and_a_flow_runs_one_month_at_a_time(parsed):
    for name, flow in parsed["flows"].items():
        steps = {"land", "core", "link", "assess", "lists", "release"} & set(flow["tasks"])
        assert all(flow["tasks"][step]["pool"] == "engine" for step in steps)
        assert flow["max_active_runs"] == 1 or not steps, name


def test_packs_are_made_inside_the_days_that_the_law_leaves(parsed):
    """Over three years: reminders while they may be written, lists before the day of hand-over, plans in January."""
    book = law.load()
    for day in days_of(parsed, "reminder"):
        first, last = clock.next_reminder(book, day)
        assert first <= day <= last
    for day in days_of(parsed, "handover"):
        assert clock.next_handover(book, day).replace(day=1) == day.replace(day=1)
    assert {day.month for day in days_of(parsed, "plan")} == {1}


def days_of(parsed, kind):
    """The days on which a pack is made."""
    days = croniter(parsed["flows"][f"pack_{kind}"]["cron"], datetime(2026, 1, 1)).all_next(datetime)
    return [day.date() for day in itertools.takewhile(lambda day: day.year < 2029, days)]


def test_nothing_in_etl_knows_airflow():
    code = [file.read_text(encoding="utf-8") for file in settings.ETL.rglob("*.py")]
    assert len(code) > 100
    assert not any("airflow" in text for text in code)


def _sources():
    return [file.parent.name for file in settings.SOURCES.glob("*/source.yml")]
