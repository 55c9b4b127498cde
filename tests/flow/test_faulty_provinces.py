"""Faults put into one province's enrolment: no new line there, the cause named, every other province as it was.

Two made-up provinces lie in one register. The month before is delivered whole; then one province's part of the month is
dropped, cut, refused, late or in another order.
"""

import random
import shutil
import zipfile
from datetime import UTC, datetime

import pytest

from etl import pipeline, sample
from etl.sources import landing as lander
from etl.sources.declaration import all_sources

PERIOD, EARLIER = "2026-09", "2026-08"
FAULTY, SOUND = "38", "40"
LISTS = (
    "out_employers_not_participating",
    "out_employers_incomplete",
    "out_employers_underdeclared",
    "out_uncovered_workers",
    "out_underdeclared_workers",
    "out_review_workers",
)


def deliver(folder):
    """Two provinces in one landing folder; of the month before, the enrolment alone."""
    landing = folder / "landing"
    for province in (FAULTY, SOUND):
        sample.make(province, 900, PERIOD, int(province), folder / province)
        made = folder / province / "landing"
        for file in (found for found in made.rglob("*") if found.is_file()):
            name = file.name if file.suffix == ".xml" else f"{province}_{file.name}"
            place = landing / file.relative_to(made).with_name(name)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, place)
    for source in ("si_members", "si_units"):
        shutil.copytree(landing / source / PERIOD, landing / source / EARLIER)
    return landing


def work(run):
    """The steps after landing, without the checks: they are the same in every case and have tests of their own."""
    for step in ("core", "link", "assess", "lists"):
        pipeline.STEPS[step](run)
    with run.open_engine() as engine:
        pipeline.view_finished(run, engine)
        found = {table: engine.execute(f"from {table}") for table in LISTS}
        placed = {
            table: engine.execute(f"select line_id, province_code from {table} order by all")
            for table in LISTS
        }
        held = engine.execute("select level, part, cause, workers_held from out_held_parts")
    return found, placed, held


def new_run(out, landing):
    return pipeline.Run(out, PERIOD, datetime(2026, 10, 5, tzinfo=UTC), landing)


@pytest.fixture(scope="module", autouse=True)
def unchecked():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "CHECKED", ())
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("provinces")
    run = new_run(folder / "out", deliver(folder))
    pipeline.land(run)
    return run, work(run)


@pytest.fixture
def again(whole, tmp_path):
    """Spoils the enrolment files of the faulty province in a copy, lands them anew, works the month."""
    run, _ = whole

    def spoil(fault, *sources):
        landing, out = tmp_path / "landing", tmp_path / "out"
        shutil.copytree(run.landing, landing, dirs_exist_ok=True)
        shutil.copytree(run.out / "lake", out / "lake", dirs_exist_ok=True)
        for source in sources:
            for file in sorted((landing / source / PERIOD).glob(f"{FAULTY}_*")):
                fault(file)
        faulty = new_run(out, landing)
        land_anew(faulty, sources)
        return faulty, work(faulty)

    return spoil


def land_anew(run, sources):
    declared = {source.name: source for source in all_sources()}
    with run.open_engine() as engine:
        for delivery in lander.find_deliveries(run.landing):
            if delivery.source in sources and delivery.period == PERIOD:
                lander.land(engine, declared[delivery.source], delivery, run.landing)


def drop(file):
    file.unlink()


def refuse(file):
    file.write_bytes(b"\x00\x01" * 99)


def cut(file):
    rewrite(file, lambda lines: lines[: len(lines) // 2])


def shuffle(file):
    rewrite(file, lambda lines: lines[:1] + random.Random(1).sample(lines[1:], len(lines) - 1))


def rewrite(file, change):
    """The file with other lines under its header, zipped and encoded as before."""
    encoding = "utf-16" if "utf16" in file.name else "utf-8-sig"
    packed = zipfile.ZipFile(file) if file.suffix == ".zip" else None
    text = (packed.read(packed.namelist()[0]) if packed else file.read_bytes()).decode(encoding)
    written = "\n".join(change(text.splitlines())).encode(encoding)
    if packed is None:
        file.write_bytes(written)
        return
    with zipfile.ZipFile(file, "w") as anew:
        anew.writestr(packed.namelist()[0], written)


def of_province(result, province):
    """Lines of a province, every column, by list."""
    found, placed, _ = result
    lines = {table: {line for line, place in placed[table] if place == province} for table in LISTS}
    return {table: [row for row in found[table] if row[0] in lines[table]] for table in LISTS}


def lines_of(result):
    _, placed, _ = result
    return {(table, line) for table in LISTS for line, _ in placed[table]}


FAULTS = {
    "members dropped": (drop, ("si_members",), "missing"),
    "members and units dropped": (drop, ("si_members", "si_units"), "missing"),
    "members cut in half": (cut, ("si_members",), "truncated"),
    "members refused": (refuse, ("si_members",), "missing"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_holds_its_own_province_and_no_other(whole, again, name):
    fault, sources, cause = FAULTS[name]
    _, sound = whole
    _, faulty = again(fault, *sources)
    assert of_province(faulty, SOUND) == of_province(sound, SOUND)
    assert of_province(sound, SOUND)["out_uncovered_workers"]
    assert of_province(sound, FAULTY)["out_uncovered_workers"]
    assert not any(of_province(faulty, FAULTY).values())
    assert lines_of(faulty) <= lines_of(sound)
    named = {(level, part): (what, workers) for level, part, what, workers in faulty[2]}
    assert named["province", f"0{FAULTY}"][0] == cause
    assert named["province", f"0{FAULTY}"][1] > 0
    assert ("province", f"0{SOUND}") not in named


def test_a_late_file_takes_the_hold_away(whole, again):
    run, sound = whole
    faulty, held = again(drop, "si_members")
    assert held[2]
    for file in (run.landing / "si_members" / PERIOD).iterdir():
        shutil.copy(file, faulty.landing / "si_members" / PERIOD)
    land_anew(faulty, ("si_members",))
    assert work(faulty) == sound


def test_another_order_of_rows_changes_nothing(whole, again):
    assert again(shuffle, "si_members")[1] == whole[1]


def test_a_whole_delivery_holds_nothing(whole):
    assert whole[1][2] == []
