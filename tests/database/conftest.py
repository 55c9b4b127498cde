"""A real PostgreSQL, the embedded one: shared by most tests, new where its own life is tested."""

import tempfile
from pathlib import Path
from uuid import uuid4

import planted_lists
import pytest
from sqlalchemy import text

from etl import settings as project
from etl.database.server import connect
from etl.settings import Settings


def make_folder():
    """A folder outside pytest's own: every start of pytest closes that one to all but its user, and root's
    server, which runs as another one, would lose its way if a second pytest started now."""
    return tempfile.TemporaryDirectory(prefix="baophu-test-")


@pytest.fixture
def tmp_path():
    with make_folder() as made:
        yield Path(made).resolve()


@pytest.fixture(scope="session")
def database():
    """An engine on a database with our schema and nothing in it that another test needs."""
    with make_folder() as made, connect(Settings(), Path(made)) as engine:
        yield engine


@pytest.fixture(scope="session")
def folder():
    """An embedded database that is made once and stopped: each test starts it for itself."""
    with make_folder() as made:
        with connect(Settings(), Path(made)):
            pass
        yield Path(made).resolve()


@pytest.fixture
def server(database):
    """Settings that name an empty database by URL, as a deployment would."""
    name = f"test_{uuid4().hex}"
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"create database {name}"))
    return Settings(database_url=database.url.set(database=name).render_as_string(hide_password=False))


@pytest.fixture
def planted(tmp_path, server, monkeypatch):
    """Two lists in a lake of their own, to be released into a database of their own."""
    planted_lists.write_headers(tmp_path)
    for name, folder in (("SQL", "sql"), ("EXPECTATIONS", "expectations"), ("REFERENCE", "none")):
        monkeypatch.setattr(project, name, tmp_path / folder)
    lists = planted_lists.Planted(tmp_path, server)
    lists.fill()
    return lists
