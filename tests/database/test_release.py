"""Write, audit, and only then serve: what a release does when all goes well, and when something does not."""

import csv
import json
import shutil
from datetime import UTC, datetime

import planted_lists
import pyarrow.parquet as parquet
import pytest
from planted_lists import LISTS, WORKERS, Planted
from sqlalchemy import text

from etl import settings as project
from etl.database.server import connect
from etl.errors import BaophuError, CheckFailed, CountsDiffer, UsageFault
from etl.publish.manifest import checksum
from etl.publish.show import find_line, show

EMPLOYERS, WORKER_LIST = LISTS


def statement(planted: Planted, sql: str):
    with connect(planted.settings, planted.out / "database") as engine, engine.begin() as connection:
        return (
            connection.execute(text(sql)).all() if sql.startswith("select") else connection.execute(text(sql))
        )


def test_every_format_holds_the_rows_of_the_lake_in_its_order(planted):
    folder = planted.out / "releases" / planted.release()
    with (folder / "planted_workers.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["line_id"] for row in csv.DictReader(file)] == [row[0] for row in WORKERS]
    lines = (folder / "planted_workers.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["full_name"] for line in lines] == [row[5] for row in WORKERS]
    assert parquet.read_table(folder / "planted_workers.parquet").num_rows == len(WORKERS)
    assert statement(planted, "select count(*) from release_lines") == [(len(WORKERS) + 1,)]


def test_the_manifest_tells_what_is_there(planted):
    folder = planted.out / "releases" / planted.release()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["list"] for entry in manifest["lists"]] == ["planted_employers", "planted_workers"]
    assert manifest["lists"][1]["rows"] == 5
    assert manifest["lists"][1]["grades"] == {"A": 2, "B": 3}
    assert manifest["sources"] == {"si_members": "2026-09", "tax_payees": "2025"}
    assert manifest["release_id"] == folder.name
    files = [file for entry in manifest["lists"] for file in entry["files"].values()]
    assert {file["name"]: file["sha256"] for file in files} == {
        file.name: checksum(file) for file in folder.iterdir() if file.name != "manifest.json"
    }


def test_a_run_with_nothing_changed_writes_nothing(planted):
    release_id = planted.release()
    folder = planted.out / "releases" / release_id
    before = {
        file: file.stat().st_mtime_ns for file in [folder, *folder.iterdir(), folder.parent / "latest.json"]
    }
    versions = statement(planted, "select max(xmin::text::bigint) from release_lines")
    assert planted.release(created_at=datetime(2030, 1, 1, tzinfo=UTC)) == release_id
    assert {file: file.stat().st_mtime_ns for file in before} == before
    assert statement(planted, "select max(xmin::text::bigint) from release_lines") == versions
    assert show(planted.out, planted.settings)["created_at"] == datetime(2026, 10, 1, 8, 30, tzinfo=UTC)


def test_the_same_content_is_the_same_bytes_elsewhere_and_later(planted, tmp_path):
    other = Planted(tmp_path / "elsewhere", planted.settings)
    other.fill()
    release_id = planted.release()
    assert other.release(created_at=datetime(2031, 1, 1, tzinfo=UTC)) == release_id
    assert other.bytes(release_id) == planted.bytes(release_id)


def test_the_id_follows_from_data_deliveries_and_rules(planted):
    ids = {planted.release()}
    ids.add(planted.release(deliveries=planted_lists.DELIVERIES[:1]))
    (project.SQL / "core" / "core_x.sql").write_text("select 1")
    ids.add(planted.release())
    planted.fill(list(reversed(WORKERS)))
    ids.add(planted.release())
    assert len(ids) == 4
    assert planted.release(deliveries=list(reversed(planted_lists.DELIVERIES))) in ids


def test_an_older_content_released_again_is_served_again(planted):
    first = planted.release()
    planted.fill(WORKERS[:1])
    planted.release()
    planted.fill()
    assert planted.release() == first
    assert show(planted.out, planted.settings)["release_id"] == first


def test_a_failed_check_leaves_the_last_release_served(planted):
    first = planted.release()
    planted.fill(WORKERS[:1])

    def refuse():
        raise CheckFailed("too few")

    with pytest.raises(CheckFailed):
        planted.release(audit=refuse)
    assert show(planted.out, planted.settings)["release_id"] == first
    assert json.loads((planted.out / "releases" / "latest.json").read_text())["release_id"] == first
    assert planted.release() != first


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("planted_workers.csv", "planted_workers.csv: missing or changed"),
        ("manifest.json", "manifest.json: missing or changed"),
        (
            "delete from release_lines where line_id = 'a3'",
            "planted_workers: 4 lines in the database, 5 in the lake",
        ),
        ("update release_lines set grade = 'A'", "planted_workers: 5 lines in the database, 5 in the lake"),
        ("lake", "planted_workers: 5 rows in parquet, 4 in the lake"),
    ],
)
def test_the_audit_finds_what_does_not_agree(planted, damage, says):
    def do_damage(stage):
        if stage != "files renamed":
            return
        if damage == "lake":
            planted.fill(WORKERS[:4])
        elif "." in damage:
            next((planted.out / "releases").glob(f"*/{damage}")).write_text("gone")
        else:
            statement(planted, damage)

    with pytest.raises(CountsDiffer) as told:
        planted.release(checkpoint=do_damage)
    assert any(says in line for line in told.value.details)
    with pytest.raises(UsageFault):
        show(planted.out, planted.settings)


def test_damage_after_the_release_is_mended_by_the_next_run(planted):
    release_id = planted.release()
    whole = planted.bytes(release_id)
    folder = planted.out / "releases" / release_id
    (folder / "planted_workers.xlsx").write_bytes(b"")
    (folder / "planted_workers.jsonl").unlink()
    statement(planted, "delete from release_lines")
    assert planted.release() == release_id
    assert planted.bytes(release_id) == whole
    assert find_line(planted.out, planted.settings, "a1")
    shutil.rmtree(folder)
    assert planted.release() == release_id
    assert planted.bytes(release_id) == whole


@pytest.mark.parametrize("where", ["folder", "database"])
def test_two_releases_at_once_do_not_mix(planted, tmp_path, where):
    other = planted if where == "folder" else Planted(tmp_path / "other", planted.settings)
    other.fill()

    def meanwhile(stage):
        if stage == "data files written":
            with pytest.raises(BaophuError, match=f"another release is being written into the same {where}"):
                other.release()

    assert planted.release(checkpoint=meanwhile)


def test_a_column_nobody_explained_stops_the_release(planted):
    file = project.SQL / "out" / f"{WORKER_LIST}.sql"
    text = file.read_text(encoding="utf-8").replace("--   is_foreigner | Người nước ngoài | yes or no\n", "")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BaophuError) as told:
        planted.release()
    assert told.value.details == ["not explained: is_foreigner"]


def test_a_list_without_an_order_stops_the_release(planted):
    file = project.SQL / "out" / f"{EMPLOYERS}.sql"
    file.write_text(
        file.read_text(encoding="utf-8").replace("order by line_id asc nulls last", ""), encoding="utf-8"
    )
    with pytest.raises(BaophuError, match="states no order"):
        planted.release()


def test_an_empty_list_is_released_as_one(planted):
    planted.fill([])
    release_id = planted.release()
    (entry,) = [e for e in show(planted.out, planted.settings)["lists"] if e["list"] == "planted_workers"]
    assert (entry["rows"], entry["grades"]) == (0, {})
    assert (planted.out / "releases" / release_id / "planted_workers.jsonl").read_bytes() == b""
