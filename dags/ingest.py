"""One flow a source: wait for a delivery, land it, tell what was refused.

A flow waits all the time, one run after the other, and lands whatever arrives: the first delivery of a period, a file
more, one put in the place of a refused one. A broken file is left out alone; the others are announced.
"""

from datetime import UTC, datetime
from typing import Any

import yaml
from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags import arrivals, common, lineage
from etl import settings


def ingest(source: str) -> DAG:
    """The flow of one source."""
    declared = yaml.safe_load((settings.SOURCES / source / "source.yml").read_text(encoding="utf-8"))
    about = f"{declared['description']['en']}\n\nFrom: {declared['publisher']['en']}."
    table = common.landed(source)

    @task(outlets=[table], pool=common.ENGINE)
    def land(**context: Any) -> dict[str, Any]:
        from etl import pipeline
        from etl.sources import arrivals as arrived

        began, periods = datetime.now(UTC), arrivals.find(source)
        if not periods:
            raise AirflowSkipException("what had arrived is being changed again")
        # Tried again whatever it was, with pauses: the next run would only find the same delivery at once.
        with common.plain_failures(final=()):
            run = common.open_run(common.newest_month(periods))
            files = pipeline.land(run, source, periods)
            arrived.mark_landed(run.lake, files, began)
            arrived.require_read_orders(files)
        lineage.tell_landing(run, source, periods)
        common.announce(context, [table], arrived.months_concerned(run.lake, periods))
        return {
            "files": len(files),
            "rows_accepted": sum(file.rows_accepted for file in files),
            "rows_rejected": sum(file.rows_rejected for file in files),
            "refused": [file.message for file in files if file.status == "refused"],
        }

    @task(retries=0)
    def tell(landed: dict[str, Any]) -> None:
        if landed["refused"]:
            raise AirflowFailException(
                "\n".join(
                    [
                        f"{len(landed['refused'])} of {landed['files']} file(s) were refused; the others are landed.",
                        *landed["refused"],
                        "Ask for each anew and put it in the place of the broken one: it is landed by itself.",
                    ]
                )
            )

    with DAG(
        f"ingest_{source}",
        schedule="@continuous",
        start_date=datetime(2026, 1, 1, tzinfo=UTC),
        catchup=False,
        max_active_runs=1,
        default_args=common.DEFAULTS,
        doc_md=f"{__doc__}\n\n{about}",
        tags=["ingest"],
    ) as flow:
        landed = land()
        arrivals.AwaitDelivery(task_id="wait", source=source) >> landed
        tell(landed)
    return flow


for name in common.source_names():
    globals()[f"ingest_{name}"] = ingest(name)
