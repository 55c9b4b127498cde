"""Killed at any stage, a release leaves the last one served and whole; the next run makes the same bytes."""

import json
import multiprocessing
import signal

import killed_release
import planted_lists
import pytest
from planted_lists import WORKERS, Planted

from etl.publish.show import find_line, show
from etl.settings import Settings

# its processes are copies of one that has imported everything and started nothing: clean, and quick to make
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["etl.publish.release"])

BEFORE = [
    "cleaned",
    "data files written",
    "files written",
    "database written",
    "files renamed",
    "audited",
]
AFTER = ["served", "pointed"]
NEXT = [("b1", *WORKERS[0][1:]), *WORKERS[1:]]


def release_and_die(planted: Planted, stage: str) -> None:
    """Run a release in a process of its own that is killed once the stage is done."""
    arguments = (planted.out.parent, planted.settings.database_url, stage)
    process = PROCESSES.Process(target=killed_release.release_and_die, args=arguments)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def pointed(planted: Planted) -> str:
    return json.loads((planted.out / "releases" / "latest.json").read_text())["release_id"]


def in_folder(planted: Planted) -> set[str]:
    return {file.name for file in (planted.out / "releases").iterdir()} - {".lock"}


@pytest.mark.parametrize("stage", BEFORE + AFTER)
def test_killed_after(planted, server, stage):
    first = planted.release()
    kept = planted.bytes(first)
    planted.fill(NEXT)
    release_and_die(planted, stage)

    served = show(planted.out, server)
    assert (served["release_id"] == first) == (stage in BEFORE)
    assert served["state"] == "released"
    assert planted.bytes(first) == kept
    assert (find_line(planted.out, server, "a1") is not None) == (stage in BEFORE)
    assert pointed(planted) in (first, served["release_id"])

    second = planted.release()
    assert pointed(planted) == show(planted.out, server)["release_id"] == second != first
    assert in_folder(planted) == {first, second, "latest.json"}
    assert planted.bytes(first) == kept
    assert find_line(planted.out, server, "b1")["release_id"] == second


def test_a_run_after_a_kill_makes_the_bytes_of_an_undisturbed_one(planted, tmp_path):
    planted.fill(NEXT)
    calm = Planted(tmp_path / "calm", Settings())
    calm.fill(NEXT)
    undisturbed = calm.release()
    for stage in BEFORE:
        release_and_die(planted, stage)
    assert planted.release() == undisturbed
    assert planted.bytes(undisturbed) == calm.bytes(undisturbed)


def test_what_a_killed_run_left_is_gone_when_the_data_have_changed(planted, server):
    release_and_die(planted, "audited")
    planted.fill(NEXT)
    release_id = planted.release()
    assert in_folder(planted) == {release_id, "latest.json"}
    with pytest.raises(Exception, match="no release"):
        show(planted.out, server, planted_lists.PERIOD + "-000000000000")


def test_killed_with_the_embedded_database(planted, tmp_path):
    alone = Planted(tmp_path, Settings())
    first = alone.release()
    alone.fill(NEXT)
    release_and_die(alone, "database written")
    assert show(alone.out, Settings())["release_id"] == first
    assert alone.release() != first
