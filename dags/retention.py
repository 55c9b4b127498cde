"""Remove extracts, and tables built of them, that are too old to be kept; the served release keeps its evidence."""

from airflow.sdk import CronPartitionTimetable, dag, task

from dags import common


@dag(
    schedule=CronPartitionTimetable("0 3 2 * *", timezone=common.TIMEZONE, key_format="%Y-%m"),
    catchup=False,
    max_active_runs=1,
    default_args=common.DEFAULTS,
    doc_md=__doc__,
    tags=["retention"],
)
def retention() -> None:
    @task(pool=common.ENGINE)  # not while a step of an old month, as in a backfill, reads it
    def clean(**context: object) -> str:
        from etl import retention as keeper

        with common.plain_failures():
            run = common.open_run(common.period_of(context))
            removed = keeper.clean(run.lake, run.out, run.period, run.settings.keep_months)
        return keeper.told(removed)

    clean()


retention()
