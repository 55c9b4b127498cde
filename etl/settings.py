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
        landing, out: the folders of a scheduled run; the command line is told them in each call.
        keep_months: months of extracts and of what was built of them that stay in the lake.
    """

    database_url: str = ""
    memory_limit: str = ""
    threads: int = 0
    landing: Path | None = None
    out: Path | None = None
    # DOMAIN §7.3 row 9: extracts are kept as long as they are needed, "e.g. 24 months [to be set by VSS]": a year's tax
    # returns are due fifteen months after its first month, and each month is compared with that of the year before.
    keep_months: int = 24


def read() -> Settings:
    """Read the settings, each from the variable of its name: BAOPHU_DATABASE_URL, BAOPHU_MEMORY_LIMIT …"""
    return Settings(
        database_url=_text("DATABASE_URL"),
        memory_limit=_text("MEMORY_LIMIT"),
        threads=_number("THREADS", 0),
        landing=_folder("LANDING"),
        out=_folder("OUT"),
        keep_months=_number("KEEP_MONTHS", Settings.keep_months),
    )


@dataclass(frozen=True)
class Schedule:
    """What a deployment may set about when things happen.

    Attributes:
        poll_seconds: between two looks into the landing folder.
        settle_seconds: a delivery is taken in when nothing in it has changed for so long, so never half a copy.
        retry_seconds: before a failed task is tried again; doubled each time.
        due_day: of the month after, on which the month's deliveries should be in.
        notify: addresses of mail about failures, lateness and releases.
    """

    poll_seconds: int = 30
    settle_seconds: int = 120
    retry_seconds: int = 120
    due_day: int = 10
    notify: tuple[str, ...] = ()


def read_schedule() -> Schedule:
    """Read the schedule's settings, each from the variable of its name: BAOPHU_POLL_SECONDS …"""
    return Schedule(
        poll_seconds=_number("POLL_SECONDS", Schedule.poll_seconds),
        settle_seconds=_number("SETTLE_SECONDS", Schedule.settle_seconds),
        retry_seconds=_number("RETRY_SECONDS", Schedule.retry_seconds),
        due_day=_number("DUE_DAY", Schedule.due_day),
        notify=tuple(_text("NOTIFY").replace(",", " ").split()),
    )


def _text(name: str) -> str:
    return os.environ.get(f"BAOPHU_{name}", "")


def _number(name: str, default: int) -> int:
    return int(_text(name) or default)


def _folder(name: str) -> Path | None:
    return Path(_text(name)) if _text(name) else None


def environment() -> Mapping[str, str]:
    """All variables, for a delivery that names the one its database URL is in."""
    return dict(os.environ)
