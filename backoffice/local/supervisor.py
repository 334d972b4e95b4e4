"""Starts processes, waits for them, watches them, and ends every one of them."""

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from backoffice.local.children import Child, ChildDied
from backoffice.local.lifeline import Lifeline
from backoffice.local.stop_signals import StopSignals

READY_SECONDS = 90.0
# How long a process may take to end after SIGTERM before SIGKILL.
GRACE_SECONDS = 8.0


class Supervisor:
    """Keeps the children of one run. A Stopped from `signals` ends any wait."""

    def __init__(
        self,
        *,
        env: Mapping[str, str],
        logs: Path,
        lifeline: Lifeline,
        signals: StopSignals,
    ) -> None:
        self._env = env
        self._logs = logs
        self._lifeline = lifeline
        self._signals = signals
        self._steps: list[Child] = []
        self._servers: list[Child] = []

    def run(
        self, name: str, command: Sequence[str], *, output: Path | None = None
    ) -> Child:
        """Start what ends by itself; see `finish`."""
        child = self._start(name, command, output)
        self._steps.append(child)
        return child

    def serve(self, name: str, command: Sequence[str]) -> Child:
        """Start what should go on to the end; its death ends every wait."""
        child = self._start(name, command, None)
        self._servers.append(child)
        return child

    def finish(self, *children: Child) -> None:
        """Wait until these have ended well. Raises ChildDied, Stopped."""
        for child in children:
            while child.exit_code() is None:
                self._check()
                self._signals.pause()
            if child.exit_code() != 0:
                raise child.died()
            self._steps.remove(child)

    def wait(self, ready: Callable[[], bool], child: Child) -> None:
        """Wait until `ready()`, which is about `child`. Raises ChildDied, Stopped."""
        until = time.monotonic() + READY_SECONDS
        while not ready():
            self._check()
            if time.monotonic() > until:
                raise ChildDied(
                    f"{child.name} was not ready in {READY_SECONDS:.0f} s. "
                    f"See {child.log}"
                )
            self._signals.pause()

    def watch(self) -> None:
        """Go on until a child ends (ChildDied) or somebody ends us (Stopped)."""
        while True:
            self._check()
            self._signals.pause(0.25)

    def stop(self) -> None:
        """End every child, the first started last; being asked again hurries it."""
        groups = [self._steps + self._servers[1:], self._servers[:1]]
        for group in groups:
            self._end(group)

    def _end(self, children: list[Child]) -> None:
        for child in children:
            child.send(signal.SIGTERM)
        asked = self._signals.count
        until = time.monotonic() + GRACE_SECONDS
        while any(child.exit_code() is None for child in children):
            if time.monotonic() > until or self._signals.count > asked:
                for child in children:
                    child.send(signal.SIGKILL)
            time.sleep(0.02)

    def _start(self, name: str, command: Sequence[str], output: Path | None) -> Child:
        log = self._logs / f"{name}.log"
        return Child(
            name,
            command,
            env=self._env,
            log=log,
            lifeline=self._lifeline,
            output=output,
        )

    def _check(self) -> None:
        for child in self._servers:
            if child.exit_code() is not None:
                raise child.died()
