"""The embedded server lives as long as it is used, in any folder, for any account, through any kill."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from etl.database.postmaster import FILE, find_postmaster
from etl.database.server import connect
from etl.errors import DatabaseUnavailable
from etl.settings import Settings


def is_up(folder: Path) -> bool:
    found = find_postmaster(folder.resolve() / "cluster")
    return found is not None and found.is_alive() and found.answers()


def in_a_process(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": os.getcwd()}
    )


def test_the_last_user_stops_it(folder):
    with connect(Settings(), folder):
        with connect(Settings(), folder) as second, second.connect() as connection:
            assert connection.scalar(text("select 1")) == 1
        assert is_up(folder)
    assert not is_up(folder)


def test_what_was_written_is_there_at_the_next_start(folder):
    with connect(Settings(), folder) as engine, engine.begin() as connection:
        connection.execute(text("create table kept_name as select 'Đặng' as name"))
    with connect(Settings(), folder) as engine, engine.begin() as connection:
        assert connection.scalar(text("select upper(name) from kept_name")) == "ĐẶNG"


@pytest.mark.parametrize("name", ["a $HOME `b` 'c' \"d\" é", "x" * 200], ids=["odd letters", "long"])
def test_it_works_in_any_folder(tmp_path, name):
    with connect(Settings(), tmp_path / name / "database") as engine:
        assert engine.dialect.server_version_info >= (18,)


def test_no_other_account_reaches_it(folder):
    with connect(Settings(), folder):
        found = find_postmaster(folder / "cluster")
        assert stat.S_IMODE(found.sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "cluster").stat().st_mode) == 0o700
    assert not found.sockets.exists()


def test_first_users_at_once_share_one_new_database(tmp_path):
    def use(number):
        with connect(Settings(), tmp_path) as engine, engine.connect() as connection:
            return connection.scalar(text("select system_identifier from pg_control_system()"))

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(use, range(4)))) == 1
    assert not is_up(tmp_path)


def test_a_killed_user_leaves_it_to_the_next(folder):
    killed = in_a_process(
        """
        import os, signal, sys
        from pathlib import Path
        from etl.database.server import connect
        from etl.settings import Settings
        with connect(Settings(), Path(sys.argv[1])):
            os.kill(os.getpid(), signal.SIGKILL)
        """,
        folder,
    )
    assert killed.returncode == -signal.SIGKILL
    assert is_up(folder)
    with connect(Settings(), folder):
        pass
    assert not is_up(folder)


def test_a_killed_server_mends_itself(folder):
    with connect(Settings(), folder) as engine, engine.begin() as connection:
        connection.execute(text("create table kept as select 1 as number"))
        connection.commit()
        os.kill(find_postmaster(folder / "cluster").process, signal.SIGKILL)
    with connect(Settings(), folder) as engine, engine.connect() as connection:
        assert connection.scalar(text("select number from kept")) == 1


def test_a_process_number_given_to_another_program_is_no_server(folder):
    with connect(Settings(), folder):
        lines = (folder / "cluster" / FILE).read_text().splitlines()
    (folder / "cluster" / FILE).write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with connect(Settings(), folder) as engine:
        assert engine.dialect.server_version_info >= (18,)


def test_a_normal_user_runs_it_as_themselves(tmp_path):
    """Root becomes the system user first; everybody else is a normal user anyway."""
    tmp_path.chmod(0o755)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs").chmod(0o777)
    told = in_a_process(
        """
        import os, pwd, sys
        from pathlib import Path
        from sqlalchemy import text
        from etl.database.owner import SERVICE_USER
        from etl.database.server import connect
        from etl.settings import Settings
        with connect(Settings(), Path(sys.argv[1])):
            pass  # makes the system user, and imports all there is to import
        if os.geteuid() == 0:
            account = pwd.getpwnam(SERVICE_USER)
            os.setgroups([0])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        with connect(Settings(), Path(sys.argv[2])) as engine, engine.connect() as connection:
            print(connection.scalar(text("select 41 + 1")), end="")
        """,
        tmp_path / "ours",
        tmp_path / "theirs" / "database",
    )
    assert (told.stdout, told.stderr) == ("42", "")


def test_another_accounts_folder_is_refused(folder, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(DatabaseUnavailable, match="belongs to another account"), connect(Settings(), folder):
        pass


def test_a_server_that_cannot_start_says_where_to_look(tmp_path):
    with connect(Settings(), tmp_path):
        pass
    (tmp_path / "cluster" / "global" / "pg_control").write_bytes(b"damaged")
    with pytest.raises(DatabaseUnavailable, match="does not start") as told, connect(Settings(), tmp_path):
        pass
    assert "server.log" in str(told.value)
