"""Checks tell no value of a row, send nothing, draw nothing, and cost no import before they are used."""

import logging
import socket
import subprocess
import sys

import pytest

from etl import checks
from etl.errors import CheckFailed

PERIOD = "2026-10"
FORMAT = "{type: expect_column_values_to_match_regex, kwargs: {column: code, regex: '^x[0-3]$'}}"
NAMED = "{type: expect_column_values_to_not_be_null, kwargs: {column: name}, description: everybody is named}"
NUMERIC = (
    "{type: unexpected_rows_expectation, description: names are numbers, "
    "kwargs: {unexpected_rows_query: 'select * from {batch} where cast(name as integer) > 5'}}"
)


def test_no_value_of_a_row_is_told_or_logged(engine, lake, letters, expect, caplog, capfd):
    letters()
    expect(FORMAT, NUMERIC, NAMED, "{type: expect_column_values_to_be_null, kwargs: {column: name}}")
    with caplog.at_level(logging.DEBUG), pytest.raises(CheckFailed) as caught:
        checks.require(engine, "core_letters", PERIOD, lake)
    streams = capfd.readouterr()
    for told in (str(caught.value), repr(caught.value), caplog.text, streams.out, streams.err):
        assert "Mật" not in told


def test_nothing_is_sent_and_no_bar_is_drawn(engine, lake, letters, expect, monkeypatch, capfd):
    def refuse(*args, **kwargs):
        raise AssertionError("a check called the network")

    letters()
    expect(FORMAT)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    checks.check(engine, "core_letters", PERIOD, lake)
    assert capfd.readouterr().err == ""


def test_importing_checks_imports_neither_gx_nor_sqlalchemy():
    code = (
        "import sys, etl.checks; sys.exit('great_expectations' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
