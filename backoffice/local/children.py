"""A child process in a group of its own, with a log of its own."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from backoffice.local.lifeline import Lifeline

ROOT = Path(__file__).resolve().parents[2]
# What PostgreSQL says after its error, which is the line to show.
_ASIDES = ("CONTEXT:", "DETAIL:", "HINT:", "LINE ", "^")


class ChildDied(Exception):
    """A child ended that should not have; the message names its log."""


class Child:
    """Runs from construction on, in the project's folder.

    What it prints goes to `log`, anew at each start; with `output`, only its errors do,
    and what it prints goes there.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        log: Path,
        lifeline: Lifeline,
        output: Path | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self._lifeline = lifeline
        log.parent.mkdir(parents=True, exist_ok=True)
        out = output or log
        with log.open("wb") as errors, out.open("ab") as prints:
            if output is not None:
                prints.truncate(0)
            self._process = subprocess.Popen(
                list(command),
                env=dict(env),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=errors if output is None else prints,
                stderr=errors,
                start_new_session=True,
            )
        lifeline.watch(self._process.pid)

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_code(self) -> int | None:
        """Answer None while it runs; below zero is the signal that ended it."""
        code = self._process.poll()
        if code is not None:
            self._lifeline.forget(self.pid)
        return code

    def said(self, text: str) -> bool:
        return text in self.log.read_text(errors="replace")

    def died(self) -> ChildDied:
        """What to tell of a child that has ended."""
        lines = self.log.read_text(errors="replace").split("\n")
        said = (line.strip() for line in reversed(lines))
        last = next((s for s in said if s and not s.startswith(_ASIDES)), "")
        code = self.exit_code()
        how = f"exit code {code}"
        if code is not None and code < 0:
            how = f"signal {signal.Signals(-code).name}"
        log = os.path.relpath(self.log)
        return ChildDied(
            f"{self.name} ended ({how}): {last.rstrip('.') or 'no word'}. See {log}"
        )

    def send(self, number: signal.Signals) -> None:
        """Signal its whole group, if it still runs."""
        if self.exit_code() is None:
            os.killpg(self.pid, number)

    def wait(self, seconds: float) -> None:
        """Raises subprocess.TimeoutExpired."""
        self._process.wait(seconds)
        self._lifeline.forget(self.pid)
