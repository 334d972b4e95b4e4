"""A process's part in the audit: a look now and then, and the ping it leads to.

Workers' pulses and web servers do this alike, so that what lives notices what died. A
ping has a thread of its own, without a database: nothing waits for it.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from incidents.auditing import services
from integrations.deadman.ping import ping

log = logging.getLogger(__name__)
# The database keeps it to one look in ten seconds, of all processes together.
SECONDS = 3.0


def database_clock() -> datetime:
    """In UTC. Work is due by this clock, and not by that of a process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


class Auditor:
    """`look` is cheap to call often; it never raises a DatabaseError."""

    def __init__(self, clock: Callable[[], datetime] = database_clock) -> None:
        self._clock = clock
        self._looked = -SECONDS
        self._pinging: threading.Thread | None = None
        self._answer: tuple[datetime, str] | None = None

    def look(self) -> None:
        """A look at Muster, if it is time for one."""
        if time.monotonic() - self._looked < SECONDS:
            return
        self._looked = time.monotonic()
        try:
            self._keep_answer()
            if services.look(self._clock()) and settings.DEADMAN_URL:
                self._begin()
        except DatabaseError as error:
            log.warning("The audit failed, and nobody is pinged: %s", error)
            connection.close()

    def put_off(self, error: Exception) -> None:
        """Something that was due failed; the audit knows whether it does again."""
        try:
            services.put_off(str(error), self._clock())
        except DatabaseError as failed:
            log.warning("The audit does not know of %s: %s", error, failed)
            connection.close()

    def _begin(self) -> None:
        if self._pinging is not None and self._pinging.is_alive():
            return
        self._pinging = threading.Thread(target=self._ping, name="deadman", daemon=True)
        self._pinging.start()

    def _ping(self) -> None:
        error = ping()
        if error:
            log.warning("The dead-man switch was not reached: %s", error)
        self._answer = timezone.now(), error

    def _keep_answer(self) -> None:
        answer, self._answer = self._answer, None
        if answer is not None:
            at, error = answer
            services.pinged(at=at, error=error)
