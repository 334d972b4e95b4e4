"""The demo for a test: a real supervisor with everything it starts."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil

from backoffice.local import ports
from backoffice.local.children import ROOT

SECONDS = 120.0


class DemoProcess:
    """`make demo` without make, on free ports and a data folder of the test's own.

    On a terminal of its own, as a person would have it.
    """

    def __init__(
        self, var: Path, *, port: int | None = None, entry: tuple[str, ...] = ()
    ) -> None:
        self.port = port or ports.find_free()
        self.sandbox_port = ports.find_free()
        self.url = f"http://{ports.HOST}:{self.port}"
        self.sandbox_url = f"http://{ports.HOST}:{self.sandbox_port}"
        self._seen: set[psutil.Process] = set()
        self._printed = ""
        self._terminal, theirs = pty.openpty()
        os.set_blocking(self._terminal, False)
        self._process = subprocess.Popen(
            [
                # nohup, or a CI, may have us ignore what closing a terminal sends
                *("env", "--default-signal=HUP"),
                sys.executable,
                *(entry or ("-m", "backoffice.local.demo")),
                *("--port", str(self.port), "--sandbox-port", str(self.sandbox_port)),
                *("--var", str(var)),
            ],
            cwd=ROOT,
            env={k: v for k, v in os.environ.items() if k not in _SETTINGS},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    @property
    def printed(self) -> str:
        """Everything it has said so far."""
        try:
            while chunk := os.read(self._terminal, 65536):
                self._printed += chunk.decode().replace("\r\n", "\n")
        except OSError:  # nothing more now, or the other end is gone
            pass
        return self._printed

    def wait_for(self, text: str) -> None:
        until = time.monotonic() + SECONDS
        while text not in self.printed:
            assert self._process.poll() is None, self.printed
            assert time.monotonic() < until, self.printed
            self._look()
            time.sleep(0.05)

    def wait_until_up(self) -> None:
        self.wait_for("Ctrl-C ends it")
        self._look()

    def password(self) -> str:
        """The printed log-in's password."""
        found = re.search(r"log in as \S+ with (\S+)", self.printed)
        assert found, self.printed
        return found[1]

    def child(self, part: str) -> psutil.Process:
        """The child whose command line has this part."""
        (found,) = (
            child
            for child in psutil.Process(self._process.pid).children()
            if part in " ".join(child.cmdline())
        )
        return found

    def send(self, number: signal.Signals) -> None:
        self._look()
        self._process.send_signal(number)

    def close_terminal(self) -> None:
        """As closing its window does: the kernel tells it that the line hung up."""
        self._look()
        os.close(self._terminal)
        self._terminal = -1
        self._process.send_signal(signal.SIGHUP)

    def wait(self) -> int:
        """Wait for its end; answer the exit code."""
        return self._process.wait(SECONDS)

    def left_over(self) -> list[str]:
        """What it started and has not ended a little later."""
        _, alive = psutil.wait_procs(self._seen, timeout=20)
        return [f"{process.pid} {process.name()}" for process in alive]

    def end(self) -> None:
        """Whatever a test left behind."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(SECONDS)

    def _look(self) -> None:
        """Remember every process there is below it, to ask after them later."""
        try:
            mine = psutil.Process(self._process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return
        self._seen.update(mine)


def answer(url: str) -> int:
    """The status of a GET."""
    return httpx.get(url, trust_env=False, timeout=30).status_code


_SETTINGS = {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MUSTER_CONFIG"}
