"""Who the embedded server runs as, since PostgreSQL refuses to run as root.

A normal user runs it as themselves. Root (containers, fresh machines) runs it as a system user of its own, so
that no other service's account can read the data. Folders on the way are opened to nobody else: the system
user joins their groups for this one process, and only where a group may not even pass through a folder does
that group get the right to pass (not to list, not to read).
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.errors import DatabaseUnavailable

SERVICE_USER = "baophu-db"


@dataclass(frozen=True)
class Owner:
    """The account of the server's processes; `user` None means the account we run under.

    Attributes:
        groups: groups that the processes join besides the user's own.
    """

    user: str | None
    groups: tuple[int, ...] = ()

    def run(self, command: list[str], folder: Path, timeout: float) -> int:
        """Run a command of the server in `folder` as this account; gives its exit code, 124 when it hangs.

        Its output is discarded: it may name data. The server has a log of its own.
        """
        account: dict[str, Any] = {}
        if self.user:
            account = {"user": self.user, "group": self.user, "extra_groups": list(self.groups)}
        surroundings = {"LC_ALL": "C", "PATH": os.defpath}
        try:
            with open(os.devnull, "r+b") as nothing:
                return subprocess.run(  # noqa: S603 (our own command lines)
                    command, stdin=nothing, stdout=nothing, stderr=nothing, cwd=folder, timeout=timeout,
                    env=surroundings, check=False, **account,
                ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            return 124

    def take(self, folder: Path) -> None:
        """Make the folder this account's own, closed to all others."""
        if self.user:
            shutil.chown(folder, self.user, self.user)
        folder.chmod(stat.S_IRWXU)


def owner_for(*folders: Path) -> Owner:
    """The account that runs the server and can reach all of `folders`.

    Raises:
        DatabaseUnavailable: we are root, and the system user is not there and cannot be made.
    """
    if os.geteuid() != 0:
        return Owner(None)
    _ensure_user()
    return Owner(SERVICE_USER, tuple(sorted({gid for folder in folders for gid in _let_pass(folder)})))


def _let_pass(folder: Path) -> set[int]:
    """Groups whose members reach `folder`; grants them passage where they lack it."""
    needed = set()
    for step in (folder, *folder.parents):
        state = step.stat()
        if state.st_mode & stat.S_IXOTH:
            continue
        needed.add(state.st_gid)
        if not state.st_mode & stat.S_IXGRP:
            step.chmod(stat.S_IMODE(state.st_mode) | stat.S_IXGRP)
    return needed


def _ensure_user() -> None:
    if _user_exists():
        return
    tool = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if tool:
        made = [
            tool,
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            SERVICE_USER,
        ]
        subprocess.run(made, capture_output=True, check=False)  # noqa: S603
    if not _user_exists():  # asked again: another process may have made it meanwhile
        raise DatabaseUnavailable(
            f"the embedded database cannot run as root, and a system user {SERVICE_USER} cannot be made",
            stands="Nothing was changed.",
            todo="Run as a normal user, make that user yourself, or set BAOPHU_DATABASE_URL to a PostgreSQL.",
        )


def _user_exists() -> bool:
    try:
        pwd.getpwnam(SERVICE_USER)
    except KeyError:
        return False
    return True
