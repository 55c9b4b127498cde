"""Build the clean tables and join the registers, when every source that the lists need is in for the month.

Any landing opens a run; it ends at once, green, while something is missing: the last to arrive lets it through, and a
delivery that is sent again lets it through again. A month before the one that is served is left to `month`: it would
take the lists back.
"""

from typing import Any

from airflow.sdk import PartitionedAssetTimetable, dag, task
from airflow.sdk.definitions.asset import AssetAny

from dags import common, notices


@dag(
    schedule=PartitionedAssetTimetable(assets=AssetAny(*map(common.landed, common.source_names()))),
    max_active_runs=1,
    default_args=common.DEFAULTS,
    doc_md=__doc__,
    tags=["link"],
)
def link() -> None:
    @task.short_circuit
    def everything_in(**context: Any) -> bool:
        from etl import delivered

        with common.plain_failures():
            run = common.open_run(common.period_of(context))
            with run.open_engine() as engine:
                waits = delivered.reasons_to_wait(engine, run.settings, run.out, run.period)
        for reason in waits:
            notices.log.info("%s waits: %s", common.period_of(context), reason)
        return not waits

    (
        everything_in()
        >> common.step("core", common.assets("core"))
        >> common.step("link", common.assets("link"))
    )


link()
