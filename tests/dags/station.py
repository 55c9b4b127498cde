"""An Airflow that runs, as `make airflow` starts it, watched through its API; and ears for what it sends."""

import json
import os
import re
import signal
import socket
import socketserver
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

from deploy.local import Local

PATIENCE = 300  # seconds for the slowest step on a machine that does other things too


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def await_it(what: str, found: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait until something is there, and give it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if there := found():
            return there
        time.sleep(0.5)
    raise TimeoutError(what)


@dataclass
class Station:
    """The running Airflow: what its pages would show."""

    local: Local
    environment: dict[str, str]
    token: str = ""

    def call(self, path: str, body: Any = None, method: str | None = None) -> Any:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self.local.url + path, data, headers, method=method)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def log_in(self) -> None:
        password = json.loads(self.local.passwords.read_text(encoding="utf-8"))["admin"]
        self.token = self.call("/auth/token", {"username": "admin", "password": password})["access_token"]

    def unpause(self, flow: str) -> None:
        self.call(f"/api/v2/dags/{flow}", {"is_paused": False}, "PATCH")

    def trigger(self, flow: str, period: str) -> None:
        self.call(f"/api/v2/dags/{flow}/dagRuns", {"logical_date": None, "partition_key": period})

    def start(self, flow: str, period: str) -> None:
        """As `airflow dags trigger FLOW --conf` does."""
        self.call(f"/api/v2/dags/{flow}/dagRuns", {"logical_date": None, "conf": {"period": period}})

    def runs(self, flow: str) -> list[dict[str, Any]]:
        """Runs of a flow, oldest first."""
        found = self.call(f"/api/v2/dags/{flow}/dagRuns?limit=100&order_by=run_after")["dag_runs"]
        return list(found)

    def tasks(self, flow: str, task: str) -> list[dict[str, Any]]:
        """Every task instance of that name that has begun, oldest first; what was skipped never did."""
        found = self.call(f"/api/v2/dags/{flow}/dagRuns/~/taskInstances?limit=1000")["task_instances"]
        mine = [
            each for each in found if each["task_id"] == task and each["start_date"] and each["try_number"]
        ]
        return sorted(mine, key=lambda each: each["start_date"])

    def states(self, flow: str, task: str) -> list[str]:
        return [each["state"] for each in self.tasks(flow, task)]

    def clear(self, flow: str, task: dict[str, Any]) -> None:
        """What an operator does with a red task after mending what broke it."""
        asked = {
            "dry_run": False,
            "task_ids": [task["task_id"]],
            "dag_run_id": task["dag_run_id"],
            "only_failed": False,
        }
        self.call(f"/api/v2/dags/{flow}/clearTaskInstances", asked)

    def log_of(self, task: dict[str, Any]) -> str:
        run, name = quote(task["dag_run_id"]), task["task_id"]
        path = f"/api/v2/dags/{task['dag_id']}/dagRuns/{run}/taskInstances/{name}/logs/{task['try_number']}"
        return json.dumps(self.call(path), ensure_ascii=False)

    def written(self) -> str:
        """Everything that Airflow has written down: logs of parts and tasks, and lineage."""
        files = [*self.local.state.glob("*.log"), *self.local.state.glob("*.jsonl*")]
        files += [file for file in (self.local.state / "logs").rglob("*") if file.is_file()]
        return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)

    def served(self) -> dict[str, Any]:
        pointer = self.local.out / "releases" / "latest.json"
        return json.loads(pointer.read_text(encoding="utf-8")) if pointer.is_file() else {}


@contextmanager
def running(local: Local) -> Iterator[Station]:
    with local.running() as environment:
        station = Station(local, environment)
        station.log_in()
        yield station


@dataclass
class Ears:
    """A mail server and a webhook on this machine; `mails` and `posts` hold what they were sent."""

    mails: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)

    def heard(self, *words: str) -> bool:
        """Whether one mail and one post hold all the words."""
        return all(
            any(all(word in text for word in words) for text in texts) for texts in (self.mails, self.posts)
        )


@contextmanager
def listening() -> Iterator[Ears]:
    ears = Ears()

    class Post(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            ears.posts.append(json.loads(self.rfile.read(size))["text"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    class Mail(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line.split()[0].upper() if line.split() else b""
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    ears.mails.append(_read_mail(self.rfile))
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")

    with (
        ThreadingHTTPServer(("127.0.0.1", 0), Post) as web,
        socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail) as post_office,
    ):
        for server in (web, post_office):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        ears.addresses = {
            "BAOPHU_NOTIFY": "desk@baophu.example",
            "AIRFLOW_CONN_BAOPHU_WEBHOOK": json.dumps(
                {"conn_type": "http", "host": f"http://127.0.0.1:{web.server_address[1]}/notices"}
            ),
            "AIRFLOW_CONN_BAOPHU_MAIL": f"smtp://127.0.0.1:{post_office.server_address[1]}/"
            "?from_email=airflow%40baophu.example&disable_ssl=true&disable_tls=true",
        }
        yield ears
        for server in (web, post_office):
            server.shutdown()


def _read_mail(lines: Any) -> str:
    """A mail's text, its parts decoded."""
    import email

    raw = b""
    while (line := lines.readline()) not in (b".\r\n", b""):
        raw += line
    mail = email.message_from_bytes(raw)
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    subject = str(email.header.make_header(email.header.decode_header(mail["Subject"])))
    text = b"\n".join(part for part in parts if isinstance(part, bytes)).decode("utf-8")
    return subject + "\n" + re.sub(r"<[^>]+>", "", text)


def worker_of(task: dict[str, Any]) -> int | None:
    """The process that a task's code runs in, by the title that Airflow gives it; the child that it forks to tell of
    its lineage bears a longer one."""
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        if " ".join(process.info["cmdline"] or []).strip() == f"airflow worker -- {task['id']}":
            return int(process.pid)
    return None


@contextmanager
def stopped(process: int) -> Iterator[None]:
    """Keep a process from running for a while, as a machine that swaps or a network that is cut does."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def copy_period(landing: Path, source: str, period: str, to: Path, as_period: str) -> None:
    """Deliver a source's files of one period as those of another, each written beside and moved into place."""
    folder = to / source / as_period
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted((landing / source / period).iterdir()):
        beside = folder / f".{file.name}"
        beside.write_bytes(file.read_bytes())
        beside.rename(folder / file.name)
