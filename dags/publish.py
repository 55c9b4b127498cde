"""Assess, write the lists, check them, and serve them if they pass: `latest` moves in the last task and nowhere else.

Whatever fails before leaves the last release served.
"""

from airflow.sdk import Asset, PartitionedAssetTimetable, dag

from dags import common, notices


@dag(
    schedule=PartitionedAssetTimetable(assets=Asset("link_persons")),
    max_active_runs=1,
    default_args=common.DEFAULTS,
    doc_md=__doc__,
    tags=["publish"],
)
def publish() -> None:
    assess, lists = common.step("assess"), common.step("lists")
    release = common.step("release", common.assets("out"), on_success_callback=notices.released)
    assess >> lists >> release


publish()
