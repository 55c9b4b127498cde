"""Extracts, and what was built of them, are removed when they are older than they may be kept.

Kept whatever their age: what the served release rests on, earlier enrolment too, so that it walks back to its rows; the
accounts of deliveries, which hold names and checksums of files but no row, and show that what lies in the landing
folder was landed; and releases. The landing folder itself is the publisher's and ours to read only.
"""

from dataclasses import dataclass
from pathlib import Path

from etl.errors import UsageFault
from etl.lake import Lake
from etl.publish.release import served_manifest

PERSONAL = ("landed_", "rejects_", "core_", "link_", "assess_", "out_", "failures_")


@dataclass(frozen=True)
class Removed:
    """A table of a period that is, or would be, removed."""

    table: str
    period: str
    size: int


def clean(lake: Lake, out: Path, month: str, keep_months: int, dry_run: bool = False) -> list[Removed]:
    """Remove what is older than `keep_months` months before `month`; gives what it was, by table and period.

    Raises:
        UsageFault: less than twelve months: a run reads payrolls and a year's returns of that age.
    """
    if keep_months < 12:
        raise UsageFault(
            f"BAOPHU_KEEP_MONTHS is {keep_months}, and runs read the twelve months before them",
            stands="Nothing was removed.",
            todo="Set it to 12 or more.",
        )
    oldest, needed = _months_before(month, keep_months), _evidence(out)
    found = [
        Removed(table, period, lake.path(table, period).stat().st_size)
        for table in lake.tables()
        if table.startswith(PERSONAL)
        for period in lake.periods(table)
        if f"{period}-12"[:7] < oldest and not _is_needed(table, period, needed)
    ]
    if not dry_run:
        for each in found:
            lake.remove(each.table, each.period)
    return found


def told(removed: list[Removed]) -> str:
    """What was removed, in one sentence."""
    periods = sorted({each.period for each in removed})
    size = sum(each.size for each in removed) / 1e6
    return f"{len(removed)} tables of {len(periods)} periods, {size:,.1f} MB" + (
        f": {', '.join(periods)}" if periods else ""
    )


def _months_before(month: str, months: int) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 - months, 12)
    return f"{year:04}-{number + 1:02}"


def _evidence(out: Path) -> set[tuple[str, str]]:
    """What the served release rests on: (source, period), and its own month for every table that was built."""
    served = served_manifest(out)
    if served is None:
        return set()
    return {(entry["source"], entry["period"]) for entry in served["deliveries"]} | {("", served["period"])}


def _is_needed(table: str, period: str, needed: set[tuple[str, str]]) -> bool:
    kind, _, source = table.partition("_")
    return (source if kind in ("landed", "rejects") else "", period) in needed
