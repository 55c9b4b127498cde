"""A SQLAlchemy dialect over a DuckDB connection that is already open: GX checks tables where they lie.

It is named `postgresql` because GX chooses its regex operators by that name, and DuckDB 2 means the same by
them: a match of a part. Nothing is copied: GX sends SQL, DuckDB answers with counts, and rows stream through
the cursor only as far as GX reads them.
"""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import duckdb
from sqlalchemy import Connection, types
from sqlalchemy.dialects import registry
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.compiler import SQLCompiler

SCHEME = "duckdbinplace"
COLUMNS = """
select column_name, data_type, is_nullable from duckdb_columns() where table_name = ? order by column_index
"""
TYPES: dict[str, type[types.TypeEngine[Any]]] = {
    "TINYINT": types.SMALLINT,
    "SMALLINT": types.SMALLINT,
    "INTEGER": types.INTEGER,
    "BIGINT": types.BIGINT,
    "DECIMAL": types.NUMERIC,
    "HUGEINT": types.NUMERIC,
    "UBIGINT": types.NUMERIC,
    "FLOAT": types.FLOAT,
    "DOUBLE": types.DOUBLE,
    "BOOLEAN": types.BOOLEAN,
    "VARCHAR": types.VARCHAR,
    "DATE": types.DATE,
    "TIMESTAMP": types.TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": types.TIMESTAMP,
}


class InPlaceCompiler(SQLCompiler):
    """Writes values into a query that GX keeps as text, as SQL: GX itself would write them as Python."""

    def visit_bindparam(self, bindparam: Any, *args: Any, **kw: Any) -> Any:
        if kw.get("render_postcompile"):
            kw["literal_binds"] = True
        return super().visit_bindparam(bindparam, *args, **kw)


class InPlaceCursor:
    """A DB-API cursor on the shared connection, readable until the connection runs its next statement."""

    arraysize = 1
    rowcount = -1

    def __init__(self, owner: "InPlaceConnection") -> None:
        self.owner = owner
        self.description: Any = None

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self.owner.reading = self
        self.owner.connection.execute(sql, list(parameters) or None)
        self.description = self.owner.connection.description

    def fetchone(self) -> Any:
        return self._readable().fetchone()

    def fetchmany(self, size: int = 1) -> list[Any]:
        return self._readable().fetchmany(size)

    def fetchall(self) -> list[Any]:
        return self._readable().fetchall()

    def close(self) -> None:
        """What is unread is dropped by the connection's next statement."""

    def _readable(self) -> duckdb.DuckDBPyConnection:
        if self.owner.reading is not self:
            raise duckdb.ProgrammingError("the connection ran another statement since: these rows are gone")
        return self.owner.connection


class InPlaceConnection:
    """A DB-API connection that lends an open DuckDB connection and never ends it or its transaction."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.reading: InPlaceCursor | None = None

    def cursor(self) -> InPlaceCursor:
        return InPlaceCursor(self)

    def commit(self) -> None:
        """DuckDB has committed already."""

    def rollback(self) -> None:
        """Checks only read."""

    def close(self) -> None:
        """The connection is its owner's to close."""


class InPlaceDialect(DefaultDialect):
    """DuckDB as GX needs to see it: bound parameters as `?`, columns from duckdb_columns()."""

    name = "postgresql"
    driver = SCHEME
    default_paramstyle = "qmark"
    supports_statement_cache = True
    statement_compiler = InPlaceCompiler

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        return duckdb

    def initialize(self, connection: Connection) -> None:
        self.default_schema_name = "main"

    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[ReflectedColumn]:
        found = connection.exec_driver_sql(COLUMNS, (str(table_name),)).fetchall()
        return [
            {
                "name": name,
                "type": TYPES.get(kind.split("(")[0], types.NullType)(),
                "nullable": nullable,
                "default": None,
            }
            for name, kind, nullable in found
        ]

    def get_pk_constraint(self, *args: Any, **kw: Any) -> Any:
        return {"constrained_columns": [], "name": None}


registry.register(SCHEME, __name__, InPlaceDialect.__name__)


def options_over(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The keyword arguments that make SQLAlchemy's create_engine use this very connection."""
    return {"creator": lambda: InPlaceConnection(connection), "poolclass": StaticPool}
