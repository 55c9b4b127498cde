"""Which deliveries have arrived and were not landed yet: what a schedule waits for.

A delivery has arrived when nothing in it has changed for a while, and is new when something in it changed since it was
last landed. So a file that is put in the place of a refused one, or is only touched, is landed again by itself; half a
copy is never read; and a landing that was killed is made up for, because only a finished one leaves its account.
"""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from etl.errors import FileRefused
from etl.lake import Lake
from etl.sources.declaration import all_sources
from etl.sources.deliveries import Delivery, LandedFile, find_source_deliveries

ORDER = ".database.yml"


def find_arrivals(landing: Path, lake: Lake, source: str, now: datetime, settle: timedelta) -> list[str]:
    """Periods of a source that lie ready and are not in the lake as they lie, oldest first.

    Args:
        settle: how long everything in a delivery must have been left alone.
    """
    return [
        delivery.period
        for delivery in find_source_deliveries(landing, source)
        if _is_ready(delivery, now, settle) and _changed(delivery) > _landed(lake, delivery)
    ]


def mark_landed(lake: Lake, files: Iterable[LandedFile], began: datetime) -> None:
    """Date the accounts of these files' deliveries with the instant at which their folders began to be read.

    What was put there meanwhile is then seen to have changed since, and is landed in its turn. A delivery whose order
    for a database was not carried out is dated so that it is found again: no file changes when the database is back.
    """
    open_orders = {(file.source, file.period) for file in _open_orders(files)}
    for source, period in {(file.source, file.period) for file in files}:
        instant = 0.0 if (source, period) in open_orders else began.timestamp()
        os.utime(lake.path(f"deliveries_{source}", period), (instant, instant))


def require_read_orders(files: Iterable[LandedFile]) -> None:
    """Complain where a database could not be read; it is asked again.

    Raises:
        FileRefused: with what was said of each.
    """
    unread = _open_orders(files)
    if unread:
        raise FileRefused(
            f"{len(unread)} order(s) for a database table could not be carried out",
            [line for file in unread for line in file.message.splitlines()],
            "Other files of the delivery are landed.",
        )


def _open_orders(files: Iterable[LandedFile]) -> list[LandedFile]:
    return [file for file in files if file.status == "refused" and file.source_file.endswith(ORDER)]


def months_concerned(lake: Lake, periods: list[str]) -> list[str]:
    """The months to work anew after these periods were landed: each itself, and the newest month that is in.

    The newest reads older deliveries too: a year's returns, and payrolls of twelve months.
    """
    required = [source.name for source in all_sources() if source.is_required]
    landed = {period for name in required for period in lake.periods(f"landed_{name}")}
    newest = [max(period for period in landed if _is_month(period))] if any(map(_is_month, landed)) else []
    return sorted({period for period in periods if _is_month(period)} | set(newest))


def _is_month(period: str) -> bool:
    return len(period) == len("YYYY-MM")


def _is_ready(delivery: Delivery, now: datetime, settle: timedelta) -> bool:
    """Left alone for long enough; an order for a database table also waits until its period is over."""
    if any(file.name.endswith(ORDER) for file in delivery.files):
        return delivery.period < f"{now:%Y-%m}"[: len(delivery.period)]
    return now.timestamp() - _changed(delivery) >= settle.total_seconds()


def _changed(delivery: Delivery) -> float:
    """When something last changed in the delivery's folder: a file's content, name or place.

    The change time and not the modification time, which a copy may bring along from long ago.
    """
    folder = delivery.files[0].parent
    return max(path.stat().st_ctime for path in (folder, *folder.iterdir()))


def _landed(lake: Lake, delivery: Delivery) -> float:
    account = lake.path(f"deliveries_{delivery.source}", delivery.period)
    return account.stat().st_mtime if account.is_file() else 0.0
