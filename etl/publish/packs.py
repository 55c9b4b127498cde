"""Material for the days that the law sets: who is to be reminded, handed over, or planned for, by province.

A pack is the served release's employers with where they stand on a day, one folder a province, for the office that
writes and decides. Nothing is sent from here, and a line stays a lead to verify.

    <out>/packs/<kind>/<day>/<province>/<list>.xlsx, .csv     `unplaced` where no province is known
    <out>/packs/<kind>/<day>/pack.json                         rows by list and province, and the release they are of
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl import engine as sql
from etl.engine import Engine
from etl.errors import UsageFault
from etl.law import clock
from etl.law.book import Book, load
from etl.law.told import STATES
from etl.publish import files
from etl.publish.columns import Column, read_heading
from etl.publish.release import served_manifest
from etl.publish.workbook import Contents, write_workbook

UNKNOWN = "unknown"  # no worker's duty has a month that it surely began in
# The states (etl/law/clock.py) whose employers a pack holds.
KINDS: Mapping[str, tuple[str, ...]] = {
    "reminder": ("late", "evasion"),  # written, in the first days of a month
    "handover": ("late", "evasion"),  # to state management and inspection, after a quarter
    "plan": ("not_due", "late", "evasion", UNKNOWN),  # of the year's inspections
}
COLUMNS = (
    Column(
        "as_of_date", "Tính đến ngày", "ngày mà các cột sau nói tới – the day that the next columns are of"
    ),
    Column(
        "as_of_standing",
        "Tình trạng theo lịch",
        "theo lao động phát sinh sớm nhất, nếu được xác minh – of its worker whose duty began first, if confirmed",
    ),
    Column(
        "as_of_due_date",
        "Hạn đăng ký",
        "ngày cuối để đăng ký lao động đó – the last day to register that worker",
    ),
    Column(
        "as_of_evasion_date",
        "Trốn đóng từ ngày",
        "nếu được xác minh – the first day of evasion, if it is confirmed",
    ),
    Column(
        "as_of_days_late",
        "Số ngày sau hạn",
        "số ngày tính sau hạn đăng ký – counted days after that last day",
    ),
)
UNPLACED = "unplaced"


def make(engine: Engine, out: Path, kind: str, as_of: date) -> dict[str, dict[str, int]]:
    """Write the pack of a day; gives rows by list and province. The same release and day make the same bytes.

    Raises:
        UsageFault: nothing was released yet.
    """
    manifest = served_manifest(out)
    if manifest is None:
        raise UsageFault(f"nothing was released into {out} yet", todo="A pack is made of the served release.")
    folder = out / "releases" / str(manifest["release_id"])
    _view_standings(engine, folder, load(), as_of)
    told: dict[str, dict[str, int]] = {}
    with _replaced(out / "packs" / kind / as_of.isoformat()) as beside:
        for entry in manifest["lists"]:
            if entry["list"].startswith("employers_"):
                _view_rows(engine, folder / entry["files"]["parquet"]["name"], KINDS[kind])
                told[entry["list"]] = _write_list(engine, manifest, entry, beside)
        text = {"release_id": manifest["release_id"], "kind": kind, "as_of": as_of.isoformat(), "rows": told}
        (beside / "pack.json").write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")
    return told


def _view_standings(engine: Engine, folder: Path, book: Book, as_of: date) -> None:
    """Put in view pack_standings: where each employer's first duty stands."""
    engine.view("pack_workers", folder / "uncovered_workers.parquet")
    engine.execute(
        """create or replace temp table pack_duties as
        select employer_line_id as line_id, min(latest_start_month) as began
        from pack_workers where latest_start_month is not null group by employer_line_id"""
    )
    began = [month for (month,) in engine.execute("select distinct began from pack_duties order by began")]
    stands = {month: clock.standing(book, _last_day(month), as_of) for month in began}
    rows = [
        {
            "began": month,
            "state": found.state,
            "as_of_date": as_of,
            "as_of_standing": STATES[found.state][0],
            "as_of_due_date": found.registration_due,
            "as_of_evasion_date": found.evasion_since,
            "as_of_days_late": found.days_late,
        }
        for month, found in stands.items()
    ]
    day = pa.date32()
    kinds = [("began", day), ("state", pa.string()), ("as_of_date", day), ("as_of_standing", pa.string())]
    kinds += [("as_of_due_date", day), ("as_of_evasion_date", day), ("as_of_days_late", pa.int64())]
    engine.connection.register("pack_clock", pa.Table.from_pylist(rows, pa.schema(kinds)))
    engine.execute(
        """create or replace temp table pack_standings as
        select line_id, pack_clock.* exclude (began) from pack_duties join pack_clock using (began)"""
    )
    engine.connection.unregister("pack_clock")


def _last_day(month: date) -> date:
    """The last day of the month, in favour of whoever is asked."""
    following = month.replace(day=28).toordinal() + 4
    return date.fromordinal(following - date.fromordinal(following).day)


def _view_rows(engine: Engine, file: Path, states: tuple[str, ...]) -> None:
    """Put in view pack_rows: a list's employers in one of the states, with their folder and where they stand."""
    engine.view("pack_list", file)
    listed = ", ".join(f"'{state}'" for state in states)
    engine.execute(
        f"""create or replace temp table pack_rows as
        select pack_list.*, pack_standings.* exclude (line_id), coalesce(province_code, '{UNPLACED}') as folder
        from pack_list left join pack_standings using (line_id)
        where coalesce(state, '{UNKNOWN}') in ({listed})"""
    )


def _write_list(
    engine: Engine, manifest: Mapping[str, Any], entry: Mapping[str, Any], beside: Path
) -> dict[str, int]:
    """Write a list's part of the pack, province by province; gives their rows."""
    heading = read_heading(sql.model_file(entry["table"]))
    heading = replace(heading, columns=(*heading.columns, *COLUMNS))
    names = ", ".join(column.name for column in heading.columns)
    counts = engine.execute("select folder, count(*) from pack_rows group by 1 order by 1")
    for province, rows in counts:
        place = beside / province
        place.mkdir(exist_ok=True)
        data = beside / f"{province}.parquet"
        engine.execute(
            f"""copy (
                select {names} from pack_rows where folder = '{province}'
                order by priority desc nulls last, line_id
            ) to '{files.quoted(data)}' (format parquet)"""
        )
        files.write_csv(engine, data, place / f"{entry['list']}.csv")
        summary = {**entry, "rows": rows, "grades": {}}
        write_workbook(engine, Contents(heading, data, summary, manifest), place / f"{entry['list']}.xlsx")
        data.unlink()
    return dict(counts)


@contextmanager
def _replaced(final: Path) -> Iterator[Path]:
    """Give a folder to write into; on success it takes the place of `final`, on failure nothing changes."""
    beside = final.with_name(f".{final.name}.writing")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        yield beside
        shutil.rmtree(final, ignore_errors=True)
        os.rename(beside, final)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
