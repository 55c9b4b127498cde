"""Make the packs of the days that the law sets: reminders each month, hand-over each quarter, the plan each year.

A pack lies in `packs/<kind>/<day>` for the office that writes and decides (etl/publish/packs.py); nothing is sent.
"""

from datetime import date
from typing import Any

from airflow.sdk import DAG, CronPartitionTimetable, task

from dags import common

WHEN = {
    "reminder": "0 6 1 * *",  # reminders are due in the first ten days of a month
    "handover": "0 6 5 1,4,7,10 *",  # before the fifteenth of a quarter's first month
    "plan": "0 6 2 1 *",  # of the year that begins
}


def pack(kind: str, cron: str) -> DAG:
    """The flow of one kind."""

    @task(pool=common.ENGINE)
    def make(**context: Any) -> dict[str, dict[str, int]]:
        from etl.publish import packs

        day = date.fromisoformat(common.period_of(context))
        with common.plain_failures():
            run = common.open_run(f"{day:%Y-%m}")
            with run.open_engine() as engine:
                return packs.make(engine, run.out, kind, day)

    with DAG(
        f"pack_{kind}",
        schedule=CronPartitionTimetable(cron, timezone=common.TIMEZONE, key_format="%Y-%m-%d"),
        catchup=False,
        max_active_runs=1,
        default_args=common.DEFAULTS,
        doc_md=__doc__,
        tags=["packs"],
    ) as flow:
        make()
    return flow


for name, cron in WHEN.items():
    globals()[f"pack_{name}"] = pack(name, cron)
