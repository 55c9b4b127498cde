"""Runs flows by `dag.test()`, one after the other, and prints how each ended: `flow_in_process.py PERIOD FLOW…`.

A process of its own, because Airflow reads its settings when it is imported. FILE_LIMIT in the environment is the
largest file, in bytes, that may be written: a full disk, without one.
"""

import os
import resource
import signal
import sys

from airflow.dag_processing.dagbag import DagBag

from etl import settings


def main(period: str, *flows: str) -> None:
    bag = DagBag(settings.PROJECT / "dags")
    if limit := os.environ.get("FILE_LIMIT"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    for flow in flows:
        run = bag.dags[flow].test(logical_date=None, run_conf={"period": period})
        states = {task.task_id: str(task.state) for task in run.get_task_instances()}
        print(f"ENDED {flow} {run.state} {states}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
