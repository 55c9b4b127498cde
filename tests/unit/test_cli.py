"""What the command line says when something fails that nobody foresaw: the kind and the place, and nobody's data."""

import duckdb
import pytest

from etl import cli

SECRET = "Nguyễn Thị Bí Mật"


def told(monkeypatch, capsys, fail):
    """What stands on the error output when a command fails so, and the exit code."""
    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return capsys.readouterr().err, ended.value.code


def test_an_error_of_the_engine_is_told_without_the_value_it_quotes(monkeypatch, capsys):
    def fail():
        duckdb.sql(f"select cast('{SECRET}' as integer)").fetchall()

    said, code = told(monkeypatch, capsys, fail)
    assert code == 1
    assert "ConversionException (its text may quote data and is left out), at etl/cli.py" in said
    assert "in fail" in said, "where, for whoever mends it"
    assert SECRET not in said


def test_an_error_about_sql_keeps_its_words(monkeypatch, capsys):
    said, code = told(monkeypatch, capsys, lambda: duckdb.sql("select nothing_here"))
    assert code == 1
    assert "BinderException: Binder Error" in said
    assert "nothing_here" in said


def test_a_folder_that_cannot_be_made_is_told_by_its_name(monkeypatch, capsys, tmp_path):
    (tmp_path / "file").touch()
    said, code = told(monkeypatch, capsys, (tmp_path / "file" / "under").mkdir)
    assert code == 1
    assert said.startswith("NotADirectoryError: Not a directory (")
    assert "file/under" in said
