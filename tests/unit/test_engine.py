"""Models are rendered with bound parameters and built in the order that the SQL itself tells."""

import pytest

from etl import engine as sql
from etl import settings
from etl.engine import Engine
from etl.lake import Lake


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A sql/ folder of its own, with one function."""
    (tmp_path / "sql" / "functions").mkdir(parents=True)
    (tmp_path / "sql" / "core").mkdir()
    (tmp_path / "sql" / "out").mkdir()
    monkeypatch.setattr(settings, "SQL", tmp_path / "sql")
    (tmp_path / "sql" / "functions" / "twice.sql").write_text(
        "-- Twice.\ncreate function twice(value integer) returns integer return\nonce(value) * 2\n"
    )
    (tmp_path / "sql" / "functions" / "once.sql").write_text(
        "create function once(value integer) returns integer return value"
    )
    return tmp_path / "sql"


def test_a_table_comes_after_those_it_reads(folder):
    (folder / "core" / "core_a.sql").write_text("select * from core_z")
    (folder / "core" / "core_z.sql").write_text("with core_b as (select 1 as x) select * from core_b")
    assert sql.models("core") == ["core_z", "core_a"]
    assert sql.reads("core_z") == set()


def test_functions_may_call_functions_that_sort_after_them(folder, tmp_path):
    (folder / "core" / "core_a.sql").write_text("select twice(21) as answer")
    with Engine(Lake(tmp_path / "lake")) as engine:
        assert engine.build("core_a", "2026-09", {}) == 1
        assert engine.execute("select answer from core_a") == [(42,)]


def test_a_parameter_is_bound_and_its_text_never_becomes_sql(folder, tmp_path):
    (folder / "core" / "core_a.sql").write_text(
        "select cast(:name as varchar) as name, cast(:day as date) as day"
    )
    with Engine(Lake(tmp_path / "lake")) as engine:
        engine.build("core_a", "2026-09", {"name": "x'); drop table core_a; --", "day": "2026-09-01"})
        assert engine.execute("select name from core_a") == [("x'); drop table core_a; --",)]


def test_a_parameter_without_a_value_is_a_key_error(folder, tmp_path):
    (folder / "core" / "core_a.sql").write_text("select cast(:missing as integer) as x")
    with Engine(Lake(tmp_path / "lake")) as engine, pytest.raises(KeyError, match="missing"):
        engine.build("core_a", "2026-09", {})


def test_a_model_that_fails_leaves_the_last_table(folder, tmp_path):
    (folder / "core" / "core_a.sql").write_text("select 1 as x")
    lake = Lake(tmp_path / "lake")
    with Engine(lake) as engine:
        engine.build("core_a", "2026-09", {})
        before = lake.path("core_a", "2026-09").read_bytes()
        with pytest.raises(Exception, match=r"(?i)conversion"):
            engine.write(
                "core_a", "2026-09", "select cast(text as integer) as x from (values ('1'), ('a')) as t(text)"
            )
    assert lake.path("core_a", "2026-09").read_bytes() == before


def test_a_file_that_defines_another_name_is_refused(folder):
    (folder / "functions" / "wrong.sql").write_text(
        "create function right_name(v varchar) returns varchar return v"
    )
    with pytest.raises(ValueError, match=r"wrong\.sql"):
        sql.functions()


def test_no_file_no_table():
    with pytest.raises(KeyError, match="core_nothing"):
        sql.model_file("core_nothing")
