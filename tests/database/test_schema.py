"""Migrations and models say the same, both ways."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from etl.database import schema
from etl.database.models import STATES, Base
from etl.errors import DatabaseUnavailable


@pytest.fixture
def connection(database):
    """A connection whose changes, those of the schema too, are taken back."""
    with database.connect() as connection:
        yield connection
        connection.rollback()


def tables(connection):
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_migrations_make_what_the_models_say(connection):
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    assert compare_metadata(context, Base.metadata) == []


def test_constraints_are_named_as_the_models_name_them(connection):
    named = {
        name
        for table in Base.metadata.tables
        for name in [
            inspect(connection).get_pk_constraint(table)["name"],
            *(found["name"] for found in inspect(connection).get_check_constraints(table)),
            *(found["name"] for found in inspect(connection).get_foreign_keys(table)),
        ]
    }
    assert named == {
        constraint.name for table in Base.metadata.tables.values() for constraint in table.constraints
    }


def test_down_to_nothing_and_up_again(connection):
    schema.downgrade(connection, "base")
    assert tables(connection) == set()
    schema.upgrade(connection)
    assert tables(connection) == set(Base.metadata.tables)


def test_upgrading_twice_changes_nothing(connection):
    before = schema.revision(connection)
    schema.upgrade(connection)
    assert schema.revision(connection) == before is not None


def test_a_newer_schema_is_refused(connection):
    connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(DatabaseUnavailable, match="revision 9999"):
        schema.upgrade(connection)


@pytest.mark.parametrize(("state", "is_held"), [*((state, True) for state in STATES), ("latest", False)])
def test_only_known_states_are_held(connection, state, is_held):
    insert = text("insert into releases values ('r', '2026-09', :state, now(), '{}', 0)")
    if is_held:
        connection.execute(insert, {"state": state})
    else:
        with pytest.raises(Exception, match="ck_releases_state"):
            connection.execute(insert, {"state": state})
