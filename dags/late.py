"""Ask on the due day what has not arrived for the month before, and again each day until all is in.

Every day that something is missing, its name is told. The lists of the last month stay served meanwhile.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import CronPartitionTimetable, dag, task
from airflow.sdk.exceptions import AirflowException

from dags import common, notices

DAYS = 17  # from the due day to the end of the month, when the next month's turn comes


@dag(
    schedule=CronPartitionTimetable(
        f"0 8 {common.SCHEDULE.due_day} * *", timezone=common.TIMEZONE, run_offset=-1, key_format="%Y-%m"
    ),
    catchup=False,
    default_args=common.DEFAULTS,
    doc_md=__doc__,
    tags=["ingest"],
)
def late() -> None:
    @task(
        retries=DAYS,
        retry_delay=timedelta(days=1),
        retry_exponential_backoff=False,
        max_retry_delay=None,
        on_retry_callback=notices.late,
    )
    def everything_in(**context: Any) -> None:
        from etl import delivered

        period = common.period_of(context)
        with common.plain_failures():
            missing = delivered.missing(common.open_run(period).lake, period)
        if missing:
            raise AirflowException(
                f"{len(missing)} source(s) are late for {period}: {', '.join(missing)}.\n"
                "The last release is still served. Ask the publisher, or see in the source's ingest flow why its files"
                " were refused; what arrives is landed by itself."
            )

    everything_in()


late()
