"""The schema brought up to date by Alembic, whichever version wrote it, one process at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from etl.errors import DatabaseUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"

#: Key of the advisory lock under which the schema changes; any number does, it must only stay the same.
LOCK = 7_340_001


def upgrade(connection: Connection) -> None:
    """Bring the schema to this version's, inside the caller's transaction.

    Raises:
        DatabaseUnavailable: a newer version of the program has changed the schema.
    """
    scripts = ScriptDirectory.from_config(_config(connection))
    head = scripts.get_current_head()
    if revision(connection) == head:
        return
    connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
    found = revision(connection)  # asked again: another process may have upgraded while we waited
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise DatabaseUnavailable(
            f"the database's schema is at revision {found}, which this version of baophu does not know",
            [f"this version knows revisions up to {head}"],
            "Nothing was changed; what is served stays served.",
            "Use the newer version of baophu that made it, or another database.",
        )
    command.upgrade(_config(connection), "head")


def downgrade(connection: Connection, target: str) -> None:
    """Take the schema back to an earlier revision ("base" for none), inside the caller's transaction."""
    connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
    command.downgrade(_config(connection), target)


def revision(connection: Connection) -> str | None:
    """The revision that the database is at; None while it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
