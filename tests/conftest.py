"""Tests that need a program which is not installed are left out, and the end of the run says so.

Left out and not skipped: a skip hides among the dots; one line at the end, with what to install, does not.
"""

import shutil
from collections import Counter

import pytest
from hypothesis import settings

PROGRAMS = {
    "browser": ("chromium", "apt-get install chromium"),
    "libreoffice": ("soffice", "apt-get install libreoffice-calc"),
}
# The same examples on every machine, so that a red run is about the change; `make fuzz` draws others. No example is
# timed: the first one pays for what later ones find made, and a busy machine is no fault.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fuzz", print_blob=True, deadline=None)
settings.load_profile("repeatable")

LEFT_OUT = pytest.StashKey[Counter]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = Counter()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = {mark for mark, (program, _) in PROGRAMS.items() if shutil.which(program) is None}
    out = [item for item in items if any(item.get_closest_marker(mark) for mark in missing)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
    config.stash[LEFT_OUT].update(mark for mark in missing for item in out if item.get_closest_marker(mark))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):  # a worker of pytest-xdist tells its controller
        session.config.workeroutput["left_out"] = dict(session.config.stash[LEFT_OUT])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    node.config.stash[LEFT_OUT] = Counter(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    for mark, number in sorted(config.stash[LEFT_OUT].items()):
        program, install = PROGRAMS[mark]
        terminalreporter.write_line(
            f"left out: {number} test(s) that need {program}, which is not here ({install})", yellow=True
        )
