"""Alembic's entry: runs over the connection that `etl.database.schema` hands it, inside its transaction."""

from alembic import context

from etl.database.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
