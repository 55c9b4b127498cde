"""Airflow on this machine without containers: docker-compose.yml's commands as processes, on an embedded PostgreSQL.

    python -m deploy.local --state var/airflow --landing var/landing --out var/out --port 8080

Secrets are made on the first start and kept in the state's folder, readable by this account alone.
"""

import argparse
import base64
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from deploy import compose
from etl import settings
from etl.database import embedded

PARTS = ("api-server", "scheduler", "dag-processor", "triggerer")
READY_SECONDS = 180
STOP_SECONDS = 30


@dataclass
class Local:
    """One Airflow on this machine.

    Attributes:
        state: folder of its database, secrets and logs.
        landing, out: the folders that its tasks read and write.
        extra: further variables of its processes.
    """

    state: Path
    landing: Path
    out: Path
    port: int
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def passwords(self) -> Path:
        return self.state / "passwords.json"

    @contextmanager
    def environment(self) -> Iterator[dict[str, str]]:
        """The environment of its processes, while its database runs; started where it does not yet."""
        with embedded.serve(self.state / "database") as server:
            admin = create_engine(server, isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                if not connection.scalar(text("select 1 from pg_database where datname = 'airflow'")):
                    connection.execute(text("create database airflow"))
            admin.dispose()
            composed = self._services()["setup"]["environment"]
            address = server.set(database="airflow").render_as_string(hide_password=False)
            yield {
                **os.environ,
                **{name: value for name, value in composed.items() if value},
                **self._here(address),
            }

    def _services(self) -> dict[str, Any]:
        return compose.read_services({**os.environ, **self._secrets()})

    def _secrets(self) -> dict[str, str]:
        kept = self.state / "secrets.json"
        if not kept.exists():
            names = ["POSTGRES_PASSWORD", "AIRFLOW_DATABASE_PASSWORD", "BAOPHU_DATABASE_PASSWORD"]
            names += ["AIRFLOW_ADMIN_PASSWORD", "AIRFLOW_SECRET_KEY", "AIRFLOW_JWT_SECRET"]
            made = {name: secrets.token_hex(32) for name in names}
            made["AIRFLOW_FERNET_KEY"] = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
            kept.touch(mode=0o600)
            kept.write_text(json.dumps(made), encoding="utf-8")
        return {**json.loads(kept.read_text(encoding="utf-8")), "BAOPHU_LANDING_FOLDER": str(self.landing)}

    def _here(self, address: str) -> dict[str, str]:
        """The places of this machine, instead of the container's."""
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(settings.PROJECT),
            "AIRFLOW_HOME": str(self.state),
            "AIRFLOW_CONFIG": str(settings.PROJECT / "deploy" / "airflow.cfg"),
            "AIRFLOW__CORE__DAGS_FOLDER": str(settings.PROJECT / "dags"),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": address,
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.passwords),
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(self.state / "logs"),
            "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(
                {"type": "file", "log_file_path": str(self.state / "lineage.jsonl"), "append": True}
            ),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.port),
            "BAOPHU_LANDING": str(self.landing),
            "BAOPHU_OUT": str(self.out),
            "BAOPHU_DATABASE_URL": "",
            **self.extra,
        }

    @contextmanager
    def prepared(self) -> Iterator[dict[str, str]]:
        """Make the folders and Airflow's tables, as the service `setup` does; gives the environment."""
        for folder in (self.state, self.landing, self.out):
            folder.mkdir(parents=True, exist_ok=True)
        self.state.chmod(0o700 if os.geteuid() else 0o711)  # root's database runs as another account
        with self.environment() as environment, (self.state / "setup.log").open("ab") as log:
            command = self._services()["setup"]["command"]
            subprocess.run(  # noqa: S603 (our own command lines)
                command, env=environment, cwd=settings.PROJECT, stdout=log, stderr=log, check=True
            )
            yield environment

    @contextmanager
    def running(self) -> Iterator[dict[str, str]]:
        """Start every part, wait until each says that it is healthy; gives their environment. Stops them at the end."""
        with self.prepared() as environment:
            services = self._services()
            parts = [self._start(name, services[name]["command"], environment) for name in PARTS]
            try:
                self.await_health()
                yield environment
            finally:
                _stop(parts)

    def _start(
        self, name: str, command: list[str], environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        """Start a part in a group of its own, so that a Ctrl-C meant for us does not end it before its work."""
        with (self.state / f"{name}.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 (our own command lines)
                command, env=environment, cwd=settings.PROJECT, stdout=log, stderr=log, start_new_session=True
            )

    def await_health(self) -> None:
        """Wait until every part is healthy.

        Raises:
            TimeoutError: with what each part last said of itself.
        """
        until = time.monotonic() + READY_SECONDS
        said: dict[str, str] = {}
        while time.monotonic() < until:
            said = self.health()
            if said and all(status == "healthy" for status in said.values()):
                return
            time.sleep(1)
        raise TimeoutError(f"Airflow is not healthy: {said}; see the logs in {self.state}")

    def health(self) -> dict[str, str]:
        """What each part says of itself; nothing while the server does not answer."""
        try:
            with urllib.request.urlopen(f"{self.url}/api/v2/monitor/health", timeout=5) as answer:  # noqa: S310
                return {part: said["status"] for part, said in json.load(answer).items()}
        except (urllib.error.URLError, OSError):
            return {}


def _stop(parts: list[subprocess.Popen[bytes]]) -> None:
    """Ask all parts to end, and end those that do not."""
    for part in parts:
        with suppress(ProcessLookupError):
            os.killpg(part.pid, signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    for part in parts:
        with suppress(subprocess.TimeoutExpired):
            part.wait(max(0, until - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(part.pid, signal.SIGKILL)
        part.wait()


def main() -> None:
    """Run until interrupted."""
    asked = argparse.ArgumentParser(description="Airflow on this machine.")
    for name in ("state", "landing", "out"):
        asked.add_argument(f"--{name}", type=Path, required=True)
    asked.add_argument("--port", type=int, default=8080)
    asked.add_argument(
        "--backfill", nargs=2, metavar=("FROM", "TO"), help="months to queue in the Airflow that runs"
    )
    given = asked.parse_args()
    local = Local(given.state.resolve(), given.landing.resolve(), given.out.resolve(), given.port)
    if given.backfill:
        with local.environment() as environment:
            command = ["bash", "deploy/backfill.sh", *given.backfill]
            sys.exit(subprocess.run(command, env=environment, cwd=settings.PROJECT, check=False).returncode)  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print("starting PostgreSQL and Airflow, about a minute …", flush=True)
    with local.running():
        print(f"Airflow: {local.url}, user admin, password in {local.passwords}")
        print(
            f"Put deliveries into {local.landing}/<source>/<period>/; lists come out in {local.out}/releases"
        )
        print("Ctrl-C stops it.", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("stopping")


if __name__ == "__main__":
    main()
