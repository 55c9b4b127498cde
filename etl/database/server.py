"""The way into the serving database: a PostgreSQL by URL, or else the embedded one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import psycopg
from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from etl.database import embedded, schema
from etl.errors import BaophuError, DatabaseUnavailable
from etl.settings import Settings

CONNECT_SECONDS = 10
STANDS = "What was released before stays; nothing half-written is kept."


@contextmanager
def connect(settings: Settings, folder: Path) -> Iterator[Engine]:
    """Give an engine on the serving database, its schema up to date.

    Args:
        settings: `database_url` names the PostgreSQL; empty means the embedded one.
        folder: where the embedded one keeps its data (`<out>/database`); made when needed.
    Raises:
        DatabaseUnavailable: it does not answer, goes away while in use, refuses us, or has a newer schema.
        BaophuError: it refuses what we wrote. Neither message carries a value: what the driver says may.
    """
    with _address(settings, folder) as url:
        engine = create_engine(
            url,
            hide_parameters=True,  # they are people's data, and errors are printed
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "baophu"},
        )
        try:
            with engine.begin() as connection:
                schema.upgrade(connection)
            yield engine
        except DBAPIError as error:
            raise _told(error.orig, url, folder) from None
        except psycopg.Error as error:
            raise _told(error, url, folder) from None
        finally:
            engine.dispose()


def _address(settings: Settings, folder: Path) -> AbstractContextManager[URL]:
    if not settings.database_url:
        return embedded.serve(folder)
    return nullcontext(_postgresql(settings.database_url))


def _postgresql(text: str) -> URL:
    """The URL read, with our driver. Its text is in no message: it holds a password."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.get_backend_name() not in ("postgresql", "postgres"):
        kind = "no database URL" if url is None else f"a {url.get_backend_name()} database, not PostgreSQL"
        raise DatabaseUnavailable(
            f"BAOPHU_DATABASE_URL is {kind}",
            stands="Nothing was changed.",
            todo="Write it as postgresql://user:password@host:5432/database, or leave it empty.",
        )
    return url.set(drivername="postgresql+psycopg")


def _place(url: URL, folder: Path) -> tuple[str, str]:
    """Which database this is, and what to do when it does not answer."""
    if url.host is None:
        return f"embedded PostgreSQL in {folder}", f"See {folder / 'cluster' / 'server.log'}, then run again."
    return (
        f"PostgreSQL at {url.host}:{url.port or 5432}, database {url.database or url.username},",
        "Start it, or correct BAOPHU_DATABASE_URL (host, user, password, database); then run again.",
    )


def _told(error: BaseException | None, url: URL, folder: Path) -> BaophuError:
    """The driver's error in our words. Its class and SQLSTATE say what happened; its text may quote data."""
    state = getattr(error, "sqlstate", None)
    place, todo = _place(url, folder)
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return DatabaseUnavailable(
            f"the {place} does not answer, or refuses us", [_reason(error, state)], STANDS, todo
        )
    return BaophuError(
        f"the {place} refuses what was sent ({type(error).__name__}, SQLSTATE {state})",
        stands=STANDS,
        todo="Either the account lacks a right, or this is a fault of ours: report it with the SQLSTATE.",
    )


def _reason(error: BaseException, state: str | None) -> str:
    """Why no connection came about. These texts name hosts and accounts, never data or passwords."""
    if state is not None:
        return f"SQLSTATE {state} ({type(error).__name__})"
    said = [line.strip() for line in str(error).splitlines() if "failed:" in line]
    return said[-1].rpartition("failed: ")[2] if said else type(error).__name__
