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

from etl import engine as sql
from etl.engine import Engine
from etl.errors import UsageFault
from etl.law import deadlines
from etl.law.told import STATES
from etl.publish import files
from etl.publish.columns import Column, read_heading
from etl.publish.release import served_manifest
from etl.publish.workbook import Contents, write_workbook

# The states (etl/law/clock.py) whose employers a pack holds.
KINDS: Mapping[str, tuple[str, ...]] = {
    "reminder": ("late", "evasion"),  # written, in the first days of a month
    "handover": ("late", "evasion"),  # to state management and inspection, after a quarter
    "plan": ("not_due", "late", "evasion"),  # of the year's inspections
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
        "as_of_days_late",
        "Số ngày sau hạn",
        "số ngày sau hạn đăng ký, hoặc từ mốc tính trốn đóng – days after the last day to register, or of evasion",
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
    deadlines.put(engine, as_of)
    told: dict[str, dict[str, int]] = {}
    with _replaced(out / "packs" / kind / as_of.isoformat()) as beside:
        for entry in manifest["lists"]:
            if entry["list"].startswith("employers_"):
                _view_rows(engine, folder / entry["files"]["parquet"]["name"], as_of, KINDS[kind])
                told[entry["list"]] = _write_list(engine, manifest, entry, beside)
        text = {"release_id": manifest["release_id"], "kind": kind, "as_of": as_of.isoformat(), "rows": told}
        (beside / "pack.json").write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")
    return told


# Where an employer of the list stands: by the month in which the duty to its first worker began; of bases, by the day
# from which too low a base is evasion.
STANDINGS = {
    "latest_start_month": """
        select pack_list.*, coalesce(deadlines.standing, 'not_due') as state,
            greatest(0, coalesce($as_of - deadlines.registration_due_date, 0)) as as_of_days_late
        from pack_list left join deadlines on deadlines.start_month = pack_list.latest_start_month""",
    "underpaid_since_date": """
        select *, case when underpaid_since_date <= $as_of then 'evasion' else 'not_due' end as state,
            greatest(0, coalesce($as_of - underpaid_since_date + 1, 0)) as as_of_days_late
        from pack_list""",
}


def _view_rows(engine: Engine, file: Path, as_of: date, states: tuple[str, ...]) -> None:
    """Put in view pack_rows: a list's employers in one of the states, with their folder and where they stand."""
    engine.view("pack_list", file)
    names = {name for name, *_ in engine.execute("describe pack_list")}
    standing = next(select for column, select in STANDINGS.items() if column in names)
    words = " ".join(f"when '{state}' then '{vi}'" for state, (vi, _) in STATES.items())
    listed = ", ".join(f"'{state}'" for state in states)
    engine.execute(
        f"""create or replace temp table pack_rows as
        select *, cast($as_of as date) as as_of_date, case state {words} end as as_of_standing,
            coalesce(province_code, '{UNPLACED}') as folder
        from ({standing})
        where state in ({listed})""",
        as_of=as_of,
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
