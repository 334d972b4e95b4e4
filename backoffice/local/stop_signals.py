"""Ctrl-C, SIGTERM and a closed terminal, noted instead of acted on at once.

A signal that raised in the middle of starting a process could lose that process, so
handlers only count; whoever waits asks `pause`.
"""

import signal
import time
from types import FrameType

STEP_SECONDS = 0.02
# Signals this close together are one request: make passes SIGTERM on once more.
TOGETHER_SECONDS = 0.3


class Stopped(Exception):
    """Somebody asked us to end."""


class StopSignals:
    """Counts how often we were asked to end."""

    def __init__(self) -> None:
        self.count = 0
        self._last = 0.0

    def install(self) -> None:
        """Note the signals from here on; nohup's choice to ignore SIGHUP stands."""
        signal.signal(signal.SIGINT, self._note)
        signal.signal(signal.SIGTERM, self._note)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._note)

    def pause(self, seconds: float = STEP_SECONDS) -> None:
        """Wait that long. Raises Stopped when asked to end, before or meanwhile."""
        until = time.monotonic() + seconds
        while self.count == 0:
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, STEP_SECONDS))
        raise Stopped

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if now - self._last > TOGETHER_SECONDS:
            self.count += 1
        self._last = now
