"""How a task fails: at once or not, in words that quote no row. Each in a process of its own, which imports Airflow."""

import os
import subprocess
import sys

import pytest

from etl import errors, settings

FAIL = """
import duckdb
from dags import common
from etl import errors
try:
    with common.plain_failures():
        {statement}
except Exception as error:
    print(type(error).__name__, error.__suppress_context__, str(error))
"""


@pytest.fixture(scope="module")
def fail(tmp_path_factory):
    """What is left of a failure: the error's kind, whether what lies behind it is hidden, and its words."""
    home = {"AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow"))}

    def run(statement):
        command = [sys.executable, "-c", FAIL.format(statement=statement)]
        told = subprocess.run(
            command, env=os.environ | home, cwd=settings.PROJECT, capture_output=True, text=True, check=True
        )
        kind, hidden, words = told.stdout.split(" ", 2)
        assert hidden == "True"
        return kind, words

    return run


def test_an_error_of_the_engine_is_told_without_the_value_it_quotes(fail):
    kind, words = fail("""duckdb.sql("select cast('Nguyễn Văn Thử' as integer)").fetchall()""")
    assert kind == "AirflowException"
    assert words.startswith("ConversionException (its text may quote data and is left out), at ")
    assert "Nguyễn" not in words


def test_what_the_system_says_of_a_disk_is_told(fail):
    kind, words = fail("""raise OSError(28, "No space left on device", "/srv/out/lake/x")""")
    assert kind == "AirflowException"
    assert words.startswith("OSError: No space left on device")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CheckFailed", "AirflowFailException"),
        ("CountsDiffer", "AirflowFailException"),
        ("DatabaseUnavailable", "AirflowException"),
        ("BaophuError", "AirflowException"),
    ],
)
def test_only_what_another_try_can_mend_is_tried_again(fail, name, kind):
    assert issubclass(getattr(errors, name), errors.BaophuError)
    found, words = fail(f"raise errors.{name}('it broke', ['14 of 812,004'], 'this stands.', 'Do that.')")
    assert found == kind
    assert words.splitlines() == [f"{name}: it broke", "  14 of 812,004", "this stands.", "Do that."]


def test_every_error_of_ours_is_one_or_the_other():
    ours = {
        each.__name__
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, Exception)
    }
    text = (settings.PROJECT / "dags" / "common.py").read_text(encoding="utf-8")
    final = {name for name in ours if f'"{name}"' in text}
    assert ours - final == {"BaophuError", "DatabaseUnavailable"}
