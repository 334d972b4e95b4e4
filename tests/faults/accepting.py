"""The accepting side alone, under load: web processes on a database that may fail."""

import json
import os
import pwd
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from backoffice.local import ports, processes
from backoffice.local.children import Child
from backoffice.local.postgres import BIN, SYSTEM_USER, Postgres
from incidents.catalog.keys import digest_of
from tests.ingest.conftest import MAKE, SECRET
from tests.servers import Servers

PATH = "/api/v1/alerts"
HEADERS = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
READY_SECONDS = 60.0
AT_ONCE = 12


@dataclass(frozen=True)
class Told:
    """What one request was answered; `asked_at` is by the monotonic clock."""

    title: str
    status: int
    retry_after: str | None
    asked_at: float


class Load:
    """Callers who post alerts without a pause until `stop()`."""

    def __init__(self, *ports_: int, pad: int = 0) -> None:
        self.told: list[Told] = []
        self._pad = "x" * pad
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._post, args=(ports_[n % len(ports_)], n))
            for n in range(AT_ONCE)
        ]
        for thread in self._threads:
            thread.start()

    def count(self, status: int) -> int:
        return sum(each.status == status for each in list(self.told))

    def wait_for(self, status: int, more: int = 100) -> None:
        """Until so many further requests were answered like this."""
        until, goal = time.monotonic() + READY_SECONDS, self.count(status) + more
        while self.count(status) < goal:
            assert time.monotonic() < until, f"{status} did not come: {self.told[-3:]}"
            time.sleep(0.02)

    def stop(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def accepted(self) -> set[str]:
        return {each.title for each in self.told if each.status == 202}

    def _post(self, port: int, caller: int) -> None:
        link = HTTPConnection(ports.HOST, port, timeout=60)
        number = 0
        while not self._ended.is_set():
            number += 1
            try:
                self.told.append(self._ask(link, f"alert {caller}-{number}"))
            except (OSError, HTTPException):  # nobody there: no answer is no promise
                link.close()
                time.sleep(0.05)
        link.close()

    def _ask(self, link: HTTPConnection, title: str) -> Told:
        body = json.dumps({"title": title, "dedup_key": title, "body": self._pad})
        asked_at = time.monotonic()
        link.request("POST", PATH, body, HEADERS)
        answer = link.getresponse()
        answer.read()
        later = answer.getheader("Retry-After")
        return Told(title, answer.status, later, asked_at)


@contextmanager
def load(*ports_: int, pad: int = 0) -> Iterator[Load]:
    posting = Load(*ports_, pad=pad)
    try:
        yield posting
    finally:
        posting.stop()


class Accepting:
    """Processes on the database `url`, and a service whose key is SECRET in it."""

    def __init__(self, servers: Servers, url: str, **settings: str) -> None:
        self._servers = servers
        self.url = url
        self._settings = settings
        self._folder = servers.folder / f"accepting-{servers.number()}"
        self._children: list[Child] = []
        self.sql(MAKE, digest_of(SECRET))

    def start_web(self) -> tuple[Child, int]:
        """The process, which answers, and its port."""
        port = ports.find_free()
        return self._start("web", processes.web(port), "muster ready on"), port

    def start_worker(self) -> Child:
        name = f"worker-{self._servers.number()}"
        ready = (" ready.", "Cannot connect to")
        return self._start(name, processes.worker(name=name), *ready)

    def stop(self) -> None:
        for child in self._children:
            child.send(signal.SIGKILL)
            child.wait(READY_SECONDS)

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        link = psycopg2.connect(self.url)
        try:
            with link, link.cursor() as cursor:
                cursor.execute(query, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            link.close()

    def kept(self) -> list[str]:
        """The titles of what is in the inbox."""
        rows = self.sql("SELECT body FROM incidents_inbox ORDER BY id")
        return [json.loads(bytes(body))["title"] for (body,) in rows]

    def wait_until(self, look: Callable[[], object]) -> None:
        until = time.monotonic() + READY_SECONDS
        while not look():
            assert time.monotonic() < until, self.logs()
            time.sleep(0.05)

    def logs(self) -> str:
        return "\n".join(c.log.read_text(errors="replace") for c in self._children)

    def _start(self, name: str, command: list[str], *ready: str) -> Child:
        name = f"{name}-{len(self._children)}"
        child = Child(
            name,
            command,
            env=self._servers.environment(
                {
                    "DATABASE_URL": self.url,
                    "BROKER_URL": "filesystem://",
                    "BROKER_FOLDER": str(self._folder / "broker"),
                    **self._settings,
                }
            ),
            log=self._folder / f"{name}.log",
            lifeline=self._servers.lifeline,
        )
        self._children.append(child)
        self.wait_until(lambda: any(map(child.said, ready)))
        return child


class OwnPostgres:
    """A server that a test may freeze and kill."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self.folder: Path = servers.folder / f"own-{servers.number()}"
        self.server = Postgres(self.folder / "pg", lifeline=servers.lifeline)
        self.server.start()
        self._copy(servers.postgres.database_url(servers.migrated))

    def create(self) -> str:
        """A migrated database with nothing in it; answers its name."""
        name = f"muster_{self._servers.number()}"
        self.server.create(name, template="migrated")
        return name

    def _copy(self, source: str) -> None:
        dump = subprocess.run(
            [str(BIN / "pg_dump"), "--no-owner", source],
            check=True,
            capture_output=True,
        )
        subprocess.run(
            [str(BIN / "psql"), "-Xq", "-1", self.server.create("migrated")],
            input=dump.stdout,
            check=True,
            capture_output=True,
        )

    def freeze(self) -> None:
        """Alive, and doing nothing. The first process goes first: it makes others."""
        for process in self._processes():
            process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        for process in self._processes():
            process.send_signal(signal.SIGCONT)

    def bound_files(self, size: int | None) -> None:
        """No file of it may grow beyond so many bytes; None: as large as it likes.

        PostgreSQL overlooks SIGXFSZ, so that a write fails as on a full disk.
        """
        soft = "unlimited" if size is None else str(size)
        owner = SYSTEM_USER if os.geteuid() == 0 else None
        first = psutil.Process(self.server.pid)
        for process in [first, *first.children(recursive=True)]:
            # Whose process it is may do so, and root alone not everywhere. One that
            # ended meanwhile writes no more.
            subprocess.run(
                ["prlimit", "--pid", str(process.pid), f"--fsize={soft}:"],
                check=process is first,
                capture_output=True,
                user=owner,
                group=pwd.getpwnam(owner).pw_gid if owner else None,
                extra_groups=[] if owner else None,
            )

    def kill(self) -> None:
        """As if its machine had gone."""
        processes_ = self._processes()
        for process in processes_:
            process.kill()
        self.server.kill()  # it is dead already, and is waited for
        psutil.wait_procs(processes_[1:])

    def _processes(self) -> list[psutil.Process]:
        first = psutil.Process(self.server.pid)
        first.send_signal(signal.SIGSTOP)
        return [first, *first.children(recursive=True)]
