"""Parses every flow and prints what it found as JSON; a process of its own, with nothing imported before."""

import json
import sys
import time

import airflow.sdk
from airflow.dag_processing.dagbag import DagBag

from etl import settings

HEAVY = (
    "duckdb",
    "great_expectations",
    "numpy",
    "pandas",
    "pyarrow",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlglot",
)


def told(flow: airflow.sdk.DAG) -> dict[str, object]:
    return {
        "doc": flow.doc_md,
        "cron": getattr(flow.timetable, "expression", ""),
        "max_active_runs": flow.max_active_runs,
        "tasks": {
            task.task_id: {
                "owner": task.owner,
                "retries": task.retries,
                "pool": task.pool,
                "notices": bool(task.on_failure_callback),
                "outlets": [asset.name for asset in task.outlets],
            }
            for task in flow.tasks
        },
    }


before, began = set(sys.modules), time.process_time()
bag = DagBag(settings.PROJECT / "dags")
seconds = time.process_time() - began
print(
    json.dumps(
        {
            "seconds": seconds,
            "errors": {file: str(error) for file, error in bag.import_errors.items()},
            "heavy": sorted(set(HEAVY) & (set(sys.modules) - before)),
            "flows": {name: told(flow) for name, flow in bag.dags.items()},
        }
    )
)
