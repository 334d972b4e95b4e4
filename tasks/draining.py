"""Sorting what came in, each second and when woken, beside the pulse's effects."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import OperationalError, close_old_connections, connection

from incidents.alerts import drain, due, partitions
from tasks import clock

log = logging.getLogger(__name__)
QUEUE = "ingest"
SECOND = 1.0
# What is due at once, such as at the end of a silence, has half of the time.
HALF = 0.5
# How often the inbox's days are looked after.
HOUR = 3_600.0


# While one waits for PostgreSQL, the other reads and plans; each has its own shard.
DRAINERS = 2


class Drainer(threading.Thread):
    """Drains the inbox, on a connection of its own: many alerts at once keep no effect
    waiting. `on_time`: it does what alerts are due for as well.
    """

    def __init__(self, *, on_time: bool = True) -> None:
        super().__init__(name="drainer", daemon=True)
        self._is_on_time = on_time
        self._woken = threading.Event()
        self._ending = False
        self._looked = self._kept = -HOUR

    def wake(self) -> None:
        self._woken.set()

    def end(self) -> None:
        """Take no further batch, and let this one finish."""
        self._ending = True
        self._woken.set()
        self.join()

    def run(self) -> None:
        """Batches until nothing waits; every second what is due in between."""
        while not self._ending:
            self._safely(self._on_time)
            if not self._safely(self._drain) and not self._ending:
                self._woken.wait(SECOND)
                self._woken.clear()
                close_old_connections()
        connection.close()

    def _safely(self, step: Callable[[], int]) -> int:
        """What it did; nothing when it failed, and neither keeps the other from it."""
        try:
            return step()
        except OperationalError as error:
            log.warning("Alerts are put off: %s", error)
        except Exception:
            log.exception("Alerts are put off")
        connection.close()
        return 0

    def _drain(self) -> int:
        return drain.drain(now=clock.now())

    def _on_time(self) -> int:
        now = time.monotonic()
        if not self._is_on_time or now - self._looked < SECOND:
            return 0
        self._looked = now
        if now - self._kept >= HOUR:
            self._kept = now
            partitions.keep(clock.now())
        count = due.BATCH
        while count == due.BATCH and not self._ending and time.monotonic() < now + HALF:
            count = due.advance(now=clock.now())
        return count
