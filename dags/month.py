"""A month's whole way in one run, for going back: `make backfill FROM=2025-10 TO=2026-09` runs months in order.

It never starts by itself. It lands every delivery up to its month anew, and moves `latest` to its month: end with the
month that is to be served.
"""

from datetime import UTC, datetime

from airflow.sdk import CronPartitionTimetable, dag
from airflow.sdk.bases.operator import chain
from airflow.utils.types import DagRunType

from dags import common

STEPS = ("land", "core", "link", "assess", "lists", "release")


@dag(
    # Only what has months can be backfilled; the far start keeps the schedule itself from ever starting one, and would
    # leave a run that is started by hand without tasks: so none is.
    schedule=CronPartitionTimetable("0 0 1 * *", timezone=common.TIMEZONE, key_format="%Y-%m"),
    start_date=datetime(2999, 1, 1, tzinfo=UTC),
    catchup=False,
    allowed_run_types=[DagRunType.SCHEDULED, DagRunType.BACKFILL_JOB],
    max_active_runs=1,
    default_args=common.DEFAULTS,
    doc_md=__doc__,
    tags=["month"],
)
def month() -> None:
    chain(*map(common.step, STEPS))


month()
