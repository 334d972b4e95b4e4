"""The engine's heartbeat: each second, claim what is due from PostgreSQL.

It needs neither broker nor beat. A wake-up makes it look at once.
"""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from celery import bootsteps
from django.conf import settings
from django.db import close_old_connections, connection

from incidents.outbox import claims
from tasks import handlers
from tasks.delivery import deliver

log = logging.getLogger(__name__)
SECOND = 1.0
_running: list["Pulse"] = []


def pulses() -> Sequence["Pulse"]:
    """The pulses of this process: one in a worker, none elsewhere."""
    return tuple(_running)


class Pulse(threading.Thread):
    """Claims the effects of its queues and sends them on its own threads."""

    def __init__(self, queues: Sequence[str]) -> None:
        super().__init__(name="pulse", daemon=True)
        self.queues = tuple(queues)
        self._woken = threading.Event()
        self._ending = False
        self._free = settings.DELIVERY_THREADS
        self._count = threading.Lock()
        self._pool = ThreadPoolExecutor(
            settings.DELIVERY_THREADS, thread_name_prefix="delivery"
        )

    def wake(self, queue: str) -> None:
        if queue in self.queues:
            self._woken.set()

    def start(self) -> None:
        _running.append(self)
        super().start()

    def end(self) -> None:
        """Claim no more, and let what is being sent finish."""
        self._ending = True
        self._woken.set()
        self.join()
        self._pool.shutdown(wait=True)
        _running.remove(self)

    def run(self) -> None:
        while not self._ending:
            try:
                close_old_connections()
                self._beat()
            except Exception:
                log.exception("The pulse missed a beat")
                connection.close()
            self._woken.wait(SECOND)
            self._woken.clear()
        connection.close()

    def _beat(self) -> None:
        """Claim as much as there are free threads for, until nothing is due."""
        while not self._ending and (free := self._free) > 0:
            claimed = claims.claim(
                queues=self.queues,
                kinds=handlers.kinds(),
                limit=free,
                lease=settings.LEASE_SECONDS,
            )
            for claim in claimed:
                self._add(-1)
                self._pool.submit(deliver, claim).add_done_callback(self._finished)
            if len(claimed) < free:
                return

    def _finished(self, _: Future[None]) -> None:
        self._add(1)
        self._woken.set()

    def _add(self, change: int) -> None:
        with self._count:
            self._free += change


class PulseStep(bootsteps.StartStopStep):
    """Starts the pulse with the worker, before it talks to the broker."""

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._pulse: Pulse | None = None

    def start(self, parent: Any) -> None:
        queues = [queue.name for queue in parent.app.amqp.queues.consume_from.values()]
        self._pulse = Pulse(queues)
        self._pulse.start()

    def stop(self, parent: Any) -> None:
        if self._pulse is not None:
            self._pulse.end()
            self._pulse = None

    terminate = stop
