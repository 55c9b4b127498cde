"""Airflow as it is operated: a real scheduler on a real PostgreSQL, files dropped into the landing folder, and faults.

One sample, one Airflow, one story in the order of the tests: a month waits, arrives, breaks, and is served in the end.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import station as stations

from deploy.local import Local
from etl import pipeline, sample, settings
from etl.database import embedded
from etl.database.judgements import Word
from etl.database.postmaster import find_postmaster
from etl.link import judging

HERE = Path(__file__).parent
BEFORE, MONTH = "2026-09", "2026-10"
MONTHLY = ("business_entities", "residents", "si_members", "si_units")
SOURCES = (*MONTHLY, "tax_payees")
SOON = {"BAOPHU_POLL_SECONDS": "1", "BAOPHU_SETTLE_SECONDS": "2", "BAOPHU_RETRY_SECONDS": "3"}


@pytest.fixture(scope="module")
def folder():
    """Outside pytest's own folder, which a second pytest closes to the account that root's database runs as."""
    with tempfile.TemporaryDirectory(prefix="baophu-test-") as made:
        yield Path(made).resolve()


@pytest.fixture(scope="module")
def delivered(folder):
    """What publishers send: the sources that the lists need."""
    sample.make("40", 800, BEFORE, 7, folder / "sample")
    shutil.copytree(folder / "sample" / "landing", folder / "whole")
    for source in (folder / "whole").iterdir():
        if source.name not in SOURCES:
            shutil.rmtree(source)
    return folder / "whole"


@pytest.fixture(scope="module")
def by_flow_test(folder, delivered):
    """The month through `dag.test()`: runs flows in a process of their own, in folders of their own."""
    local = Local(
        folder / "test",
        delivered,
        folder / "out",
        0,
        {"BAOPHU_SETTLE_SECONDS": "0", "BAOPHU_RETRY_SECONDS": "1"},
    )
    with local.prepared() as environment:

        def run(*flows, **extra):
            command = [sys.executable, HERE / "flow_in_process.py", BEFORE, *flows]
            told = subprocess.run(
                command, env=environment | extra, capture_output=True, text=True, check=False
            )
            ended = [line for line in told.stdout.splitlines() if line.startswith("ENDED ")]
            assert told.returncode == 0, told.stderr[-4000:]
            return "\n".join(ended), told.stdout + told.stderr

        yield local, run


@pytest.fixture(scope="module")
def ears():
    with stations.listening() as listening:
        yield listening


@pytest.fixture(scope="module")
def serving(folder):
    """The serving database, named by its URL as in production."""
    with embedded.serve(folder / "serving") as address:
        yield address.render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def station(folder, ears, serving):
    """The local Airflow, its flows paused as in a deployment that is filled with old months first."""
    extra = {
        **SOON,
        **ears.addresses,
        "BAOPHU_DATABASE_URL": serving,
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "true",
    }
    local = Local(folder / "airflow", folder / "landing", folder / "served", stations.free_port(), extra)
    with stations.running(local) as running:
        stations.await_it(
            "flows are read", lambda: running.call("/api/v2/dags?limit=50")["total_entries"] == 21
        )
        yield running


def checksums(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_a_month_by_dag_test_twice_writes_the_same_bytes(by_flow_test):
    local, run = by_flow_test
    first = run("month")[0]
    assert re.findall(r"'(\w+)': 'success'", first) == ["assess", "core", "land", "link", "lists", "release"]
    made = checksums(local.out / "lake"), checksums(local.out / "releases")
    assert len(made[0]) > 60
    run("month")
    assert (checksums(local.out / "lake"), checksums(local.out / "releases")) == made


def test_a_full_disk_leaves_the_last_tables_and_the_next_run_is_whole(by_flow_test):
    """A file may be 2 kB at most: every table that is written breaks off, as on a disk that is full."""
    local, run = by_flow_test
    residents = local.landing / "residents" / BEFORE
    for file in residents.iterdir():
        file.touch()
    before = checksums(local.out / "lake")
    ended, log = run("ingest_residents", FILE_LIMIT="2000")
    assert "'land': 'failed'" in ended
    assert checksums(local.out / "lake") == before
    assert not list(local.out.rglob("*.writing"))
    assert "baophu: ingest_residents land failed" in log
    assert "'land': 'success'" in run("ingest_residents")[0]
    assert checksums(local.out / "lake") == before


def test_a_table_in_a_database_lands_like_a_file_once_its_database_answers(by_flow_test, serving):
    local, run = by_flow_test
    folder = local.landing / "si_units" / "2026-07"
    folder.mkdir()
    query = "select 'TC0001C' as unit_code, 'Công ty Thử' as unit_name"
    (folder / "units.database.yml").write_text(f"url_env: UNITS_URL\nquery: {query}\n", encoding="utf-8")
    ended, log = run("ingest_si_units")
    assert "'land': 'failed'" in ended
    assert "1 order(s) for a database table could not be carried out" in log
    assert "'land': 'success', 'tell': 'success'" in run("ingest_si_units", UNITS_URL=serving)[0]
    with pipeline.Run(local.out, "2026-07", datetime.now(UTC)).open_engine() as engine:
        engine.view("units", local.out / "lake" / "landed_si_units" / "2026-07" / "data.parquet")
        assert engine.execute("select unit_code, unit_name from units") == [("TC0001C", "Công ty Thử")]
    shutil.rmtree(folder)


def test_two_months_go_back_in_order_by_one_command(station, delivered, folder):
    """`make backfill`, in a deployment whose other flows are still paused."""
    for period in ("2026-08", BEFORE):
        for source in MONTHLY:
            stations.copy_period(delivered, source, BEFORE, station.local.landing, period)
    stations.copy_period(delivered, "tax_payees", "2025", station.local.landing, "2025")
    station.unpause("month")
    place = ["--state", station.local.state, "--landing", station.local.landing, "--out", station.local.out]
    command = [sys.executable, "-m", "deploy.local", *place, "--backfill", "2026-08", BEFORE]
    subprocess.run(command, check=True, cwd=settings.PROJECT, capture_output=True)
    runs = stations.await_it(
        "both months are through",
        lambda: (
            [run for run in station.runs("month") if run["state"] in ("success", "failed")][1:]
            and station.runs("month")
        ),
        2 * stations.PATIENCE,
    )
    assert [(run["partition_key"], run["state"]) for run in runs] == [
        ("2026-08", "success"),
        (BEFORE, "success"),
    ]
    assert runs[0]["end_date"] <= runs[1]["start_date"]
    assert station.served()["period"] == BEFORE


def test_the_same_deliveries_give_the_same_release_by_scheduler_and_by_test(station, by_flow_test, delivered):
    """The scheduler has the month before too, whose business register tells since when somebody is head."""
    local, run = by_flow_test
    stations.copy_period(delivered, "business_entities", BEFORE, local.landing, "2026-08")
    run("month")
    shutil.rmtree(local.landing / "business_entities" / "2026-08")
    lists = [Path(out) / "releases" for out in (local.out, station.local.out)]
    tested, scheduled = (
        json.loads((found / json.loads((found / "latest.json").read_text())["manifest"]).read_text())
        for found in lists
    )
    files = [
        {entry["list"]: entry["files"]["csv"]["sha256"] for entry in each["lists"]}
        for each in (tested, scheduled)
    ]
    assert files[0] == files[1]


def test_a_month_waits_for_what_is_missing_and_the_late_are_named(station, ears, delivered):
    for flow in [f"ingest_{source}" for source in SOURCES] + ["link", "publish", "late"]:
        station.unpause(flow)
    served = station.served()
    for source in ("business_entities", "si_units"):
        stations.copy_period(delivered, source, BEFORE, station.local.landing, MONTH)
    stations.await_it(
        "link looks twice", lambda: station.states("link", "everything_in").count("success") >= 2
    )
    assert station.tasks("link", "core") == []
    station.trigger("late", MONTH)
    stations.await_it("late is told", lambda: ears.heard("late everything_in late", "residents, si_members"))
    assert "business_entities" not in "".join(ears.posts)
    stations.await_it("it asks tomorrow", lambda: station.states("late", "everything_in") == ["up_for_retry"])
    assert station.served() == served


def test_a_broken_file_is_named_and_does_not_hold_the_others(station, ears, delivered):
    """One commune's file is no workbook; the rest of the delivery lands."""
    stations.copy_period(delivered, "si_members", BEFORE, station.local.landing, MONTH)
    folder = station.local.landing / "residents" / MONTH
    folder.mkdir(parents=True)
    (folder / "broken.xlsx").write_bytes(b"this is no workbook")
    stations.copy_period(delivered, "residents", BEFORE, station.local.landing, MONTH)
    halve(folder)
    stations.await_it(
        "the refusal is told", lambda: ears.heard("ingest_residents tell failed", "broken.xlsx")
    )
    stations.await_it("it is red", lambda: station.states("ingest_residents", "tell") == ["failed"])
    assert station.states("ingest_residents", "land") == ["success"]
    stations.await_it("the others land", lambda: station.states("ingest_si_members", "tell") == ["success"])


def halve(folder: Path) -> None:
    """Lose every second line of the largest text file, as a transfer that broke off does."""
    largest = max(
        (file for file in folder.iterdir() if file.suffix in (".csv", ".tsv", ".jsonl")),
        key=lambda f: f.stat().st_size,
    )
    lines = largest.read_bytes().splitlines(keepends=True)
    largest.write_bytes(b"".join(lines[: len(lines) // 2]))


def test_a_failed_expectation_stops_before_the_lists_and_says_which(station, ears):
    served = station.served()
    stations.await_it(
        "the check is told", lambda: ears.heard("link core failed", "CheckFailed", "core_residents", "98 %")
    )
    core = stations.await_it("it is red", lambda: of_state(station, "link", "core", "failed"))
    assert core["try_number"] == 1  # another try would find the same
    assert station.tasks("link", "link") == []
    assert station.served() == served


def test_a_killed_task_and_a_database_away_are_made_up_for(station, ears, delivered, folder):
    """The files are sent again and land by themselves; `assess` is killed, PostgreSQL stops answering at `release`."""
    residents = station.local.landing / "residents" / MONTH
    (residents / "broken.xlsx").unlink()
    stations.copy_period(delivered, "residents", BEFORE, station.local.landing, MONTH)
    assess = stations.await_it("assess runs", lambda: of_state(station, "publish", "assess", "running"))
    os.kill(stations.await_it("its process", lambda: stations.worker_of(assess)), signal.SIGKILL)
    stations.await_it("lists are written", lambda: of_state(station, "publish", "lists", "success"))
    with stations.stopped(find_postmaster(folder / "serving" / "cluster").process):
        release = stations.await_it(
            "release waits", lambda: of_state(station, "publish", "release", "up_for_retry")
        )
        assert "DatabaseUnavailable" in station.log_of(release)
        assert station.served()["period"] == BEFORE
    stations.await_it("the month is served", lambda: station.served()["period"] == MONTH)
    stations.await_it("publish is green", lambda: station.runs("publish")[-1]["state"] == "success")
    for task in ("assess", "release"):
        assert station.tasks("publish", task)[-1]["try_number"] >= 2, task
    release_id = station.served()["release_id"]
    stations.await_it("the release is told", lambda: ears.heard("publish release released", release_id))


def of_state(station, flow, task, state):
    found = [each for each in station.tasks(flow, task) if each["state"] == state]
    return found[-1] if found else None


def test_what_was_served_is_not_made_again_of_the_same(station):
    """A file that is only touched lands again; the month is found to be served as it is."""
    looks = len(station.states("link", "everything_in"))
    touched = next(iter((station.local.landing / "si_units" / MONTH).iterdir()))
    touched.touch()
    stations.await_it(
        "link looks again", lambda: station.states("link", "everything_in")[looks:] == ["success"]
    )
    link = stations.await_it(
        "it ends", lambda: station.runs("link")[-1]["state"] == "success" and station.runs("link")[-1]
    )
    assert len(station.tasks("publish", "assess")) == 1
    last = station.tasks("link", "everything_in")[-1]
    assert last["dag_run_id"] == link["dag_run_id"]
    assert "is served, of the same deliveries" in station.log_of(last)


def test_what_somebody_judged_since_is_worked_in_by_a_run_that_is_asked_for(station, serving):
    run = pipeline.Run(
        station.local.out, MONTH, datetime.now(UTC), settings=settings.Settings(database_url=serving)
    )
    before = station.served()["release_id"]
    with run.open_engine() as engine:
        engine.view("records", run.lake.path("link_person_records", MONTH))
        pair = tuple(row[0] for row in engine.execute("select record_id from records order by 1 limit 2"))
        word = Word("lan", datetime.now(UTC), "papers seen")
        number = judging.judge(engine, run.settings, run.out, pair, "different", word)
    station.start("link", MONTH)
    stations.await_it("it is served", lambda: station.served()["release_id"] != before)
    served = json.loads((station.local.out / "releases" / station.served()["manifest"]).read_text())
    assert (served["period"], served["judgements"]) == (MONTH, [number])


def test_who_was_late_is_in_now(station):
    station.clear("late", station.tasks("late", "everything_in")[-1])
    stations.await_it("late is green", lambda: station.states("late", "everything_in") == ["success"])


def test_lineage_tells_tables_columns_rows_and_checks(station):
    """Every event that the provider wrote is one of OpenLineage's; the core tables' say what they were held against."""
    text = (station.local.state / "lineage.jsonl").read_text(encoding="utf-8")
    events = [json.loads(line) for line in text.splitlines()]
    built = {made["name"]: made for event in events for made in event.get("outputs", []) if made["facets"]}
    residents = built["core_residents"]
    assert residents["namespace"] == "baophu"
    assert residents["outputFacets"]["outputStatistics"]["rowCount"] > 100
    assert "personal_id" in [column["name"] for column in residents["facets"]["schema"]["fields"]]
    checks = residents["facets"]["dataQualityAssertions"]["assertions"]
    assert any(check.get("column") == "personal_id" and check["success"] for check in checks)
    read = {used["name"] for event in events for used in event.get("inputs", [])}
    assert {"landed_residents", "core_residents", "link_persons", "out_uncovered_workers"} <= read
    assert {"landed_si_units", "link_persons", "assess_workers", "out_uncovered_workers"} <= set(built)


@pytest.mark.browser
def test_a_person_logs_in_and_finds_the_flows_green(station):
    """In a real browser: the page asks who it is, and shows every flow with its last runs."""
    from playwright.sync_api import expect, sync_playwright

    password = json.loads(station.local.passwords.read_text(encoding="utf-8"))["admin"]
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        page = browser.new_page(viewport={"width": 1400, "height": 4000})
        page.goto(f"{station.local.url}/dags?limit=50")
        page.locator("input[name=username]").fill("admin")
        page.locator("input[name=password]").fill(password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("21 Dags")).to_be_visible(timeout=60_000)
        for flow in ("publish", "month", "late"):
            page.goto(f"{station.local.url}/dags/{flow}/runs")
            expect(page.get_by_text("Success", exact=True).first).to_be_visible(timeout=60_000)
            expect(page.get_by_text("Failed", exact=True)).to_have_count(0)
        browser.close()


def test_nothing_that_airflow_wrote_names_a_person(station, ears, delivered):
    """Names, personal ids and insurance numbers of everybody in the sample are looked for in every log and notice."""
    run = pipeline.Run(station.local.out, MONTH, datetime.now(UTC))
    with run.open_engine() as engine:
        engine.view("people", run.lake.path("core_residents", MONTH))
        people = engine.execute("select personal_id, full_name from people")
    written = station.written() + "\n".join([*ears.mails, *ears.posts])
    assert len(people) > 100
    assert len(written) > 100_000
    numbers = {number for number, _ in people}
    assert not numbers & set(re.findall(r"\d{12}", written))
    assert not {name for _, name in people if name and name in written}
