"""The only reader of the environment, and the only place that knows where the project's folders lie."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ETL = Path(__file__).resolve().parent
PROJECT = ETL.parent
# A wheel is the package alone and carries the other folders inside it (pyproject.toml, force-include).
SHIPPED = ETL / "shipped" if (ETL / "shipped").is_dir() else PROJECT
SQL = SHIPPED / "sql"
EXPECTATIONS = SHIPPED / "expectations"
SOURCES = ETL / "sources"
REFERENCE = ETL  # any room may hold tables that never change with a delivery: <room>/ref_*.csv


@dataclass(frozen=True)
class Settings:
    """What a deployment may set.

    Attributes:
        database_url: SQLAlchemy URL of the serving PostgreSQL; empty means the embedded one.
        memory_limit: DuckDB's limit, in its own words ("6GB"); empty means DuckDB's default.
        threads: worker threads of the engine; 0 means one per core.
    """

    database_url: str = ""
    memory_limit: str = ""
    threads: int = 0


def read() -> Settings:
    """Read the settings from BAOPHU_DATABASE_URL, BAOPHU_MEMORY_LIMIT and BAOPHU_THREADS."""
    return Settings(
        database_url=os.environ.get("BAOPHU_DATABASE_URL", ""),
        memory_limit=os.environ.get("BAOPHU_MEMORY_LIMIT", ""),
        threads=int(os.environ.get("BAOPHU_THREADS", "0")),
    )


def environment() -> Mapping[str, str]:
    """All variables, for a delivery that names the one its database URL is in."""
    return dict(os.environ)
