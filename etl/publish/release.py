"""Write, audit, and only then serve.

    1 clean up    what killed runs left
    2 write       files beside, under `releases/.writing`
    3 database    the lines, in one transaction, state `written`
    4 rename      the files to `releases/<release_id>`
    5 audit       lake = files = database, and the caller's own checks; state `audited`
    6 serve       `latest` moves in the database: this one transaction publishes
    7 point       `releases/latest.json` follows, by rename

Killed anywhere, the last release is served, and the next run is whole: before 6 the database still names the
old one, after 6 the new one is complete and 1 sets the pointer right. The same content has the same id, so a
run with nothing changed finds its release written, audits it again, and writes nothing.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine as Database

from etl import engine as sql
from etl.database import releases
from etl.database.server import connect
from etl.engine import Engine
from etl.errors import BaophuError
from etl.lake import Lake
from etl.publish import audit as auditing
from etl.publish import files as writing
from etl.publish import manifest as manifests
from etl.publish.columns import Heading, read_heading
from etl.publish.workbook import Contents, write_workbook
from etl.settings import Settings

LATEST = "latest.json"


def release(
    engine: Engine,
    lake: Lake,
    out: Path,
    period: str,
    lists: list[str],
    deliveries: list[dict[str, Any]],
    judgements: list[int],
    settings: Settings,
    created_at: datetime,
    audit: Callable[[], None],
    checkpoint: Callable[[str], None] = lambda stage: None,
) -> str:
    """Publish the lists of a period; gives the release's id.

    Args:
        lists: names of the out tables, each in the lake under `period`.
        deliveries: what was read: role, source, period, delivery_id, sha256, rows_accepted, rows_rejected …
        judgements: numbers of the human judgements that the links obey.
        created_at: kept in the database row of a release that is new.
        audit: further checks of the caller's; it raises to refuse the release.
        checkpoint: called with the name of each stage that is done.
    Raises:
        BaophuError: another release is being written, or a list does not explain its columns or its order.
        CountsDiffer: lake, files and database disagree.
        DatabaseUnavailable: the serving database does not answer.
    """
    folder = out / "releases"
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder), connect(settings, out / "database") as database, releases.hold_alone(database):
        _clean_up(database, folder)
        checkpoint("cleaned")
        entries, headings = _write_data(engine, lake, folder, period, lists)
        manifest = manifests.make_manifest(period, entries, deliveries, judgements)
        checkpoint("data files written")
        release_id = str(manifest["release_id"])
        manifest = _finish_files(engine, folder, manifest, headings)
        checkpoint("files written")
        written = folder / ".writing" if (folder / ".writing").exists() else folder / release_id
        releases.write(database, engine, manifest, created_at, written)
        checkpoint("database written")
        _rename(folder, release_id)
        checkpoint("files renamed")
        auditing.require_agreement(engine, database, lake, manifest, folder / release_id)
        audit()
        releases.mark_audited(database, release_id)
        checkpoint("audited")
        releases.serve(database, release_id)
        checkpoint("served")
        _point(folder, manifest)
        checkpoint("pointed")
    return release_id


def served_manifest(out: Path) -> dict[str, Any] | None:
    """The manifest of the release that `latest.json` points to; None before the first."""
    try:
        pointer = json.loads((out / "releases" / LATEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return _read_manifest(out / "releases" / pointer["release_id"])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other releases of the same folder out; the kernel drops a killed one's hold."""
    with (folder / ".lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BaophuError(
                "another release is being written into the same folder",
                stands="The last release is still served.",
                todo="Wait until it has ended, then run again.",
            ) from None
        yield


def _clean_up(database: Database, folder: Path) -> None:
    """Remove half-made releases, and point to the served one should the last run have died in between."""
    for left in releases.drop_unfinished(database):
        shutil.rmtree(folder / left, ignore_errors=True)
    for beside in (*folder.glob(".writing*"), *folder.glob(".replaced*")):
        shutil.rmtree(beside)
    served = releases.latest(database)
    found = releases.find(database, served) if served else None
    if found:
        _point(folder, found["manifest"])


def _write_data(
    engine: Engine, lake: Lake, folder: Path, period: str, lists: list[str]
) -> tuple[list[dict[str, Any]], dict[str, Heading]]:
    """Write Parquet, CSV and JSON Lines, from which the release's id follows; gives each list's entry and heading."""
    beside = folder / ".writing"
    beside.mkdir()
    entries, headings = [], {}
    for table in sorted(lists):
        writing.require_order(table)
        heading = headings[table] = read_heading(sql.model_file(table))
        made = writing.write_data_files(engine, table, heading, lake.path(table, period), beside)
        entries.append(manifests.list_entry(engine, table, heading, made))
    return entries, headings


def _finish_files(
    engine: Engine, folder: Path, manifest: dict[str, Any], headings: Mapping[str, Heading]
) -> dict[str, Any]:
    """Add workbooks and manifest; or find the same release whole on disk and drop what was begun."""
    beside, final = folder / ".writing", folder / manifest["release_id"]
    there = _read_manifest(final)
    if there and there["release_id"] == manifest["release_id"] and not auditing.damaged_files(there, final):
        shutil.rmtree(beside)
        return there
    for entry in manifest["lists"]:
        file = beside / f"{entry['list']}.xlsx"
        data = beside / entry["files"]["parquet"]["name"]
        write_workbook(engine, Contents(headings[entry["table"]], data, entry, manifest), file)
        entry["files"]["xlsx"] = manifests.file_entry(file)
    (beside / manifests.FILE).write_text(manifests.dump(manifest), encoding="utf-8")
    for file in beside.iterdir():
        _to_disk(file)
    return manifest


def _read_manifest(folder: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads((folder / manifests.FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _rename(folder: Path, release_id: str) -> None:
    """Put the files in their place; what lies there damaged is moved aside first."""
    if not (folder / ".writing").exists():
        return
    if (folder / release_id).exists():
        os.rename(folder / release_id, folder / ".replaced")
    os.rename(folder / ".writing", folder / release_id)
    _to_disk(folder)
    shutil.rmtree(folder / ".replaced", ignore_errors=True)


def _point(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Let `latest.json` name the release, in one step."""
    release_id = manifest["release_id"]
    pointer = {
        "release_id": release_id,
        "period": manifest["period"],
        "manifest": f"{release_id}/{manifests.FILE}",
    }
    text = json.dumps(pointer, indent=2) + "\n"
    if (folder / LATEST).exists() and (folder / LATEST).read_text(encoding="utf-8") == text:
        return
    beside = folder / f"{LATEST}.writing"
    beside.write_text(text, encoding="utf-8")
    _to_disk(beside)
    os.replace(beside, folder / LATEST)


def _to_disk(path: Path) -> None:
    """Make sure that a power cut does not undo what the database will say is there."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
