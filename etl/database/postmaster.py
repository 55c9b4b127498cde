"""What a PostgreSQL data folder says about the server that runs on it, and whether that server is there.

`postmaster.pid` outlives a killed server, and its process number may since belong to another program: in
containers, where numbers are small and counted from 1, that is common. PostgreSQL would take that program for
itself and refuse to start, so the file is held against the process before it is believed.
"""

import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

FILE = "postmaster.pid"
SOCKETS = "baophu-"  # the folders of our sockets begin so
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Postmaster:
    """The server of a data folder.

    Attributes:
        cluster: the data folder.
        process: the server's process number.
        sockets: the folder of its socket.
    """

    cluster: Path
    process: int
    sockets: Path

    def answers(self) -> bool:
        """Whether it lets us in."""
        try:
            psycopg.connect(
                host=str(self.sockets), user="postgres", dbname="postgres", connect_timeout=10
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def is_alive(self) -> bool:
        """Whether the process is this server and no other program that was given its number."""
        process = Path(f"/proc/{self.process}")
        if not Path("/proc/self").exists():  # not Linux
            return _has_process(self.process)
        try:
            return Path(os.readlink(process / "cwd")) == self.cluster
        except FileNotFoundError:
            return False
        except PermissionError:  # of another account: ours, if we are root and may not look (a container)
            return process.exists() and (process / "comm").read_text().strip() == "postgres"

    def await_answer(self, seconds: float) -> bool:
        """Wait while it starts or mends itself after a crash; False when it is gone or takes longer."""
        until = time.monotonic() + seconds
        while self.is_alive() and time.monotonic() < until:
            if self.answers():
                return True
            time.sleep(POLL_SECONDS)
        return False

    def stop(self, seconds: float) -> bool:
        """Ask it to end its sessions and go; False when it is still at it after that time."""
        if not self.is_alive():
            return True  # and its number may be another program's by now
        os.kill(self.process, signal.SIGINT)
        until = time.monotonic() + seconds
        while self.is_alive() and time.monotonic() < until:
            time.sleep(POLL_SECONDS)
        return not self.is_alive()

    def forget(self) -> None:
        """Remove what a server that is gone left: its pid file, if it was killed, and the folder of its socket."""
        (self.cluster / FILE).unlink(missing_ok=True)
        if self.sockets.name.startswith(SOCKETS):
            shutil.rmtree(self.sockets, ignore_errors=True)


def find_postmaster(cluster: Path) -> Postmaster | None:
    """The server that the data folder names, whether or not it is still there."""
    try:
        lines = (cluster / FILE).read_text().splitlines()
        return Postmaster(cluster, int(lines[0]), Path(lines[4]))
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _has_process(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
