"""Wake-ups: they only shorten the pulse's second, and never hold a request up."""

import logging
import threading
import time

from django.conf import settings
from kombu import Connection

from tasks.celery import app, transport_options
from tasks.pulse import pulses

log = logging.getLogger(__name__)
PUBLISH_SECONDS = 0.2
# The first wake-up goes at once; those of the next moment are one. Each costs a worker
# some 7 ms, and one that is busy looks for more by itself.
GAP_SECONDS = 0.15


@app.task(name="tasks.wake")
def wake(queue: str) -> None:
    """Something is due in this queue: look now."""
    for pulse in pulses():
        pulse.wake(queue)


class Publisher(threading.Thread):
    """Publishes at most one wake-up per queue at a time, from a background thread.

    A broker that hangs or is down costs nothing: the wake-up is dropped, and the
    pulse finds what is due within a second.
    """

    def __init__(self) -> None:
        super().__init__(name="waker", daemon=True)
        self._due: set[str] = set()
        self._changed = threading.Condition()
        self._begun = False
        self._connection: Connection | None = None

    def __call__(self, queue: str) -> None:
        with self._changed:
            self._due.add(queue)
            if not self._begun:
                self._begun = True
                self.start()
            self._changed.notify()

    def run(self) -> None:
        while True:
            with self._changed:
                while not self._due:
                    self._changed.wait()
                queues, self._due = self._due, set()
            for queue in sorted(queues):
                self._publish(queue)
            time.sleep(GAP_SECONDS)

    def _publish(self, queue: str) -> None:
        local = [pulse for pulse in pulses() if queue in pulse.queues]
        if local:
            for pulse in local:
                pulse.wake(queue)
            return
        try:
            wake.apply_async(  # type: ignore[call-arg]
                (queue,),
                queue=queue,
                connection=self._connected(),
                retry=False,
                ignore_result=True,
                expires=5,
            )
        except Exception as error:  # noqa: BLE001  # the outermost loop
            log.warning("No wake-up for %s: %s", queue, error)
            self._connection = None

    def _connected(self) -> Connection:
        if self._connection is None:
            options = transport_options() | {
                "socket_timeout": PUBLISH_SECONDS,
                "socket_connect_timeout": PUBLISH_SECONDS,
                "max_retries": 0,
            }
            self._connection = Connection(
                settings.BROKER_URL,
                transport_options=options,
                connect_timeout=PUBLISH_SECONDS,
            )
        return self._connection
