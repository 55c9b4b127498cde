"""What all flows share: how a task is run and tried again, whose month it is, and which tables are assets."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, XComArg, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from dags import lineage, notices
from etl import settings

if TYPE_CHECKING:
    from etl import pipeline

# The offices' clock: a month begins and a day is due when it does there.
TIMEZONE = "Asia/Ho_Chi_Minh"
# One slot where a step has all cores and most of the memory to itself: two at once would only slow each other down.
ENGINE = "engine"
SCHEDULE = settings.read_schedule()
# Our errors (etl/errors.py) that stay until somebody does something about the delivery, the bound or the call.
FINAL = ("CheckFailed", "CountsDiffer", "DeliveryMissing", "EnrolmentIncomplete", "FileRefused", "UsageFault")
DEFAULTS: Mapping[str, Any] = {
    "owner": "baophu",
    "retries": 4,
    "retry_delay": timedelta(seconds=SCHEDULE.retry_seconds),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=30),
    "on_failure_callback": notices.failed,
}


def source_names() -> list[str]:
    """Sources by their folders: parsing a flow does not need what is declared in them."""
    return sorted(file.parent.name for file in settings.SOURCES.glob("*/source.yml"))


def assets(stage: str) -> list[Asset]:
    """An asset a table of a stage, of the table's name."""
    return [Asset(file.stem) for file in sorted((settings.SQL / stage).glob("*.sql"))]


def landed(source: str) -> Asset:
    return Asset(f"landed_{source}")


def period_of(context: Mapping[str, Any]) -> str:
    """The month, or day, that a run is of: its partition key, or `period` in what a run by hand was told."""
    run = context["dag_run"]
    return run.partition_key or (run.conf or {}).get("period", "")


def newest_month(periods: Sequence[str]) -> str:
    """The month that a run which lands these periods is of; the last of its year for a year."""
    newest = max(periods)
    return newest if "-" in newest else f"{newest}-12"


def open_run(period: str) -> "pipeline.Run":
    """The pipeline's run of a month in the folders that the environment names; progress goes to the task's log."""
    from etl import pipeline
    from etl.errors import UsageFault

    logging.getLogger("great_expectations").setLevel(logging.WARNING)  # else a line for every rule and table
    found = settings.read()
    if found.out is None:
        raise UsageFault(
            "BAOPHU_OUT is not set", todo="Set it, and BAOPHU_LANDING, to the folders of this deployment."
        )
    return pipeline.Run(found.out, period, datetime.now(UTC), found.landing, notices.tell_progress)


def step(name: str, outlets: Sequence[Asset] = (), **options: Any) -> XComArg:
    """A task that runs one step of the pipeline for the run's month and then announces tables; gives its counts."""

    @task(task_id=name, outlets=list(outlets), pool=ENGINE, **options)
    def run_step(**context: Any) -> Any:
        from etl import pipeline

        period = period_of(context)
        with plain_failures():
            run = open_run(period)
            done = pipeline.STEPS[name](run)
        lineage.tell_step(run, name)
        announce(context, outlets, [period])
        return len(done) if isinstance(done, list) else done

    return run_step()


def announce(context: Mapping[str, Any], tables: Sequence[Asset], periods: Sequence[str]) -> None:
    """Say of which months the tables were made; they are announced when the task has succeeded."""
    for asset in tables:
        context["outlet_events"][asset].add_partitions(list(periods))


@contextmanager
def plain_failures(final: tuple[str, ...] = FINAL) -> Iterator[None]:
    """Fail in words that an operator can act on and that hold no person's data.

    Of errors that are not ours only kind and place are told: a database's text may quote a row.

    Args:
        final: names of our errors that another try cannot mend; they fail at once.
    """
    from etl.errors import BaophuError, describe

    try:
        yield
    except BaophuError as error:
        failure = AirflowFailException if type(error).__name__ in final else AirflowException
        raise failure(str(error)) from None
    except Exception as error:
        raise AirflowException(describe(error)) from None
