"""The whole way on a small made-up province: right, the same bytes again, whole after kills."""

import calendar
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from etl import evaluation, pipeline, sample
from etl.law import book as law
from etl.law import clock
from etl.link import calibration, residual, spec
from etl.publish import packs
from etl.publish.show import show

PERIOD = "2026-09"
KILLED_STEP = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from etl import pipeline
landing, out, step, at = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
def tell(name, what, done, total):
    if done >= min(at, total):
        os.kill(os.getpid(), signal.SIGKILL)
pipeline.STEPS[step](pipeline.Run(out, "2026-09", datetime(2026, 10, 5, tzinfo=UTC), landing, tell))
"""


def run(landing: Path, out: Path) -> pipeline.Run:
    work = pipeline.Run(out, PERIOD, datetime(2026, 10, 5, tzinfo=UTC), landing)
    pipeline.run_all(work)
    return work


def checksums(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def latest(out: Path) -> Path:
    return out / "releases" / json.loads((out / "releases" / "latest.json").read_text())["release_id"]


@pytest.fixture(scope="module")
def folder():
    """Outside pytest's own folder, which a second pytest closes to the account that root's database runs as."""
    with tempfile.TemporaryDirectory(prefix="baophu-test-") as made:
        yield Path(made).resolve()


@pytest.fixture(scope="module")
def province(folder):
    sample.make("40", 3000, PERIOD, 7, folder / "province")
    return folder / "province"


@pytest.fixture(scope="module")
def finished(province, folder):
    return run(province / "landing", folder / "finished")


def test_the_lists_are_right(finished, province):
    with finished.open_engine() as engine:
        for stage in ("core", "link", "assess", "out"):
            pipeline.view_stage(finished, engine, stage)
        found = evaluation.evaluate(engine, province / "truth")
    assert found.false_uncovered["A"].total > 50
    assert found.false_uncovered["A"].share <= 0.02
    assert found.false_uncovered["A+B"].share <= 0.03
    assert found.found["A or B"].share >= 0.75
    assert found.found["missed"].share <= 0.05
    for rates in found.employers.values():
        assert rates["precision"].share >= 0.9
    assert found.clusters["pairs of records: precision"].share > 0.99
    assert found.clusters["pairs of records: recall"].share > 0.9
    assert all(0 < rate.share < 1 for rate in found.names.values())
    assert {"women", "men", "ethnic minority"} <= set(found.subgroups)
    assert sum(decile.observed.total for decile in found.reliability) > 80
    # A few hundred lines hold some chance: what ten bigger provinces show stands in benchmarks/README.md.
    assert max(decile.error for decile in found.reliability) <= 0.15


def test_no_line_is_without_a_dossier(finished):
    with finished.open_engine() as engine:
        pipeline.view_stage(finished, engine, "out")
        for lines in ("out_uncovered_workers", "out_review_workers"):
            found = engine.execute(f"select candidates, enrolled_records, probability_covered from {lines}")
            assert len(found) > 5
            nobody = [words for words, _, _ in found if not words.startswith("1. ")]
            assert set(nobody) <= {"Không có hồ sơ nào đủ gần để so sánh."}
            assert len(nobody) <= 0.05 * len(found) + 1
            assert {searched for _, searched, _ in found} == {found[0][1]}
            assert all(0 < probability <= 1 for _, _, probability in found)


def test_training_pins_the_same_weights_every_time(finished, tmp_path):
    found = []
    for name in ("first", "second"):
        with finished.open_engine() as engine:
            pipeline.view_stage(finished, engine, "link")
            learned = residual.train(engine, tmp_path / name)
        found.append((tmp_path / name).read_bytes())
        assert learned.bits(spec.load(residual.SPEC), "birth", "same_day") > 5
    assert found[0] == found[1]


def test_calibration_learns_from_a_run_whose_truth_is_known(finished, province):
    with finished.open_engine() as engine:
        for stage in ("core", "link", "assess", "out"):
            pipeline.view_stage(finished, engine, stage)
        evaluation.view_truth(engine, province / "truth")
        lines = evaluation.labelled_lines(engine)
    steps = calibration.learn(lines)
    assert sum(step.leads for step in steps) == len(lines) > 80
    assert {"resident", "no_number_and_homonyms"} <= {step.situation for step in steps}


def test_every_row_that_came_in_is_accepted_or_rejected(finished):
    with finished.open_engine() as engine:
        for source in pipeline.all_sources():
            for period in finished.lake.periods(f"deliveries_{source.name}"):
                for kind in ("deliveries", "landed", "rejects"):
                    engine.view(kind, finished.lake.path(f"{kind}_{source.name}", period))
                told = engine.execute(
                    "select sum(rows_in), sum(rows_accepted), sum(rows_rejected) from deliveries"
                )[0]
                kept = engine.execute("select (select count(*) from landed), (select count(*) from rejects)")[
                    0
                ]
                assert told[0] == told[1] + told[2]
                assert kept == told[1:]


def test_a_run_again_writes_the_same_bytes(finished, province, folder):
    again = run(province / "landing", folder / "again")
    assert checksums(again.lake.root) == checksums(finished.lake.root)
    assert checksums(latest(again.out)) == checksums(latest(finished.out))


def test_no_month_is_judged_twice(finished):
    """So none is both covered and uncovered: of a payment and fund each month lies in one stretch, of one outcome."""
    with finished.open_engine() as engine:
        pipeline.view_stage(finished, engine, "assess")
        judged = engine.execute(
            """select count(*), count(distinct (person_id, employer_id, evidence_period, fund, month))
            from (
                select *, unnest(generate_series(from_month, to_month, interval 1 month)) as month
                from assess_worker_months
            )"""
        )
    (months, different) = judged[0]
    assert months == different > 0


def packed(finished, kind, day):
    """A pack of a day: its rows by list, and its files."""
    with finished.open_engine() as engine:
        told = packs.make(engine, finished.out, kind, day)
    return {
        name: sum(provinces.values()) for name, provinces in told.items()
    }, finished.out / "packs" / kind / str(day)


def test_packs_hold_the_employers_by_where_they_stand_on_their_day(finished):
    released = {entry["list"]: entry["rows"] for entry in show(finished.out, finished.settings)["lists"]}
    employers = {name: rows for name, rows in released.items() if name.startswith("employers_")}
    assert packed(finished, "plan", date(2026, 10, 5))[0] == employers
    late, folder = packed(finished, "reminder", date(2026, 10, 5))
    assert 0 < sum(late.values()) <= sum(employers.values())
    assert packed(finished, "reminder", date(2025, 1, 20))[0] == dict.fromkeys(
        employers, 0
    )  # nothing was due then
    with finished.open_engine() as engine:
        engine.execute(
            f"create table packed as from read_csv('{folder}/*/*.csv', union_by_name = true, all_varchar = true)"
        )
        lines = engine.execute(
            """select registration_due_date, as_of_days_late, cast(latest_start_month as date) from packed
            where latest_start_month is not null"""
        )
        odd = engine.execute(
            "select count(*) from packed where as_of_standing is null or as_of_days_late is null"
        )
    assert len(lines) > 0
    assert odd == [(0,)]
    for due, days, began in lines:
        stands = clock.standing(law.load(), month_end(began), date(2026, 10, 5))
        assert (due, int(days)) == (stands.registration_due.isoformat(), stands.days_late)
    books = sorted(file.name for file in folder.rglob("*.xlsx"))
    assert {name.removesuffix(".xlsx") for name in books} == {name for name, rows in late.items() if rows}


def month_end(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def test_a_pack_made_again_is_the_same(finished):
    folder = packed(finished, "handover", date(2026, 10, 14))[1]
    first = checksums(folder)
    (folder / "40" / "left.csv").write_text("of another release")
    packed(finished, "handover", date(2026, 10, 14))
    assert checksums(folder) == first


def test_every_line_walks_back_to_its_row(finished, province):
    with finished.open_engine() as engine:
        pipeline.view_stage(finished, engine, "out")
        engine.view("landed", finished.lake.path("landed_tax_payees", "2025"))
        lines, walked = engine.execute(
            """select count(*), count(landed.source_row) from out_uncovered_workers
            left join landed on landed.source_file = evidence_file and landed.source_row = evidence_row"""
        )[0]
        files = {row[0] for row in engine.execute("select distinct evidence_file from out_uncovered_workers")}
    assert lines == walked > 0
    assert all((province / "landing" / file).is_file() for file in files)


def test_a_kill_at_any_step_leaves_the_last_release_and_a_whole_next_run(finished, province, folder):
    """Kills within `release` have tests of their own in tests/database."""
    landing, out = folder / "landing", folder / "out"
    shutil.copytree(province / "landing", landing)
    subprocess.run(["cp", "-a", finished.out, out], check=True)  # the database's owner comes along
    served = checksums(latest(out))
    next(iter(sorted((landing / "si_members" / PERIOD).iterdir()))).unlink()
    for step, at in [
        ("land", 0),
        ("land", 9),
        ("core", 4),
        ("link", 3),
        ("assess", 5),
        ("lists", 2),
        ("lists", 9),
    ]:
        script = [sys.executable, "-c", KILLED_STEP, landing, out, step, str(at)]
        killed = subprocess.run(script, capture_output=True, text=True, check=False)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert show(out, finished.settings)["release_id"] == latest(finished.out).name
        assert checksums(latest(out)) == served
    whole = run(landing, out)
    clean = run(landing, folder / "clean")
    assert latest(out).name != latest(finished.out).name
    assert checksums(latest(out)) == checksums(latest(clean.out))
    assert checksums(whole.lake.root) == checksums(clean.lake.root)
