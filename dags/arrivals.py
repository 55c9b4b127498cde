"""Waiting for a delivery without holding a worker: Airflow's triggerer looks into the landing folder."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowSkipException
from airflow.triggers.base import BaseTrigger, StartTriggerArgs, TaskSuccessEvent, TriggerEvent

from etl import settings


def find(source: str) -> list[str]:
    """Periods of a source that have arrived and are not landed, in the folders that the environment names."""
    from etl.lake import Lake
    from etl.sources.arrivals import find_arrivals

    folders, schedule = settings.read(), settings.read_schedule()
    if folders.landing is None or folders.out is None:
        raise ValueError("BAOPHU_LANDING and BAOPHU_OUT are not set")
    settle = timedelta(seconds=schedule.settle_seconds)
    return find_arrivals(folders.landing, Lake(folders.out / "lake"), source, datetime.now(UTC), settle)


class AwaitDelivery(BaseOperator):
    """Wait until a source has something to land.

    The scheduler hands it straight to the triggerer, which also ends it: no process starts only to find nothing there.
    """

    start_from_trigger = True

    def __init__(self, *, source: str, **options: Any) -> None:
        super().__init__(**options)
        self.source = source
        trigger, arguments = DeliveryArrives(source).serialize()
        self.start_trigger_args = StartTriggerArgs(trigger, "execute", arguments)

    def execute(self, context: Any) -> None:
        """Look once: what `dag.test()` does, which knows neither scheduler nor triggerer."""
        if not find(self.source):
            raise AirflowSkipException(f"nothing of {self.source} has arrived")


class DeliveryArrives(BaseTrigger):
    """Ends the task that waits when something has arrived."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source

    def serialize(self) -> tuple[str, dict[str, Any]]:
        return "dags.arrivals.DeliveryArrives", {"source": self.source}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        seconds = settings.read_schedule().poll_seconds
        while not await asyncio.to_thread(find, self.source):
            await asyncio.sleep(seconds)
        yield TaskSuccessEvent()
