"""Saying that this web process receives, so that heartbeats are late by that alone."""

import logging
import threading

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from incidents.heartbeats import parts, reception
from integrations.deadman.auditor import Auditor

log = logging.getLogger(__name__)


class Receiving(threading.Thread):
    """Extends the stretch every few seconds, from when the server answers, and looks
    whether Muster works: no worker may live to do so.
    """

    def __init__(self) -> None:
        super().__init__(name="receiving", daemon=True)
        self._ending = threading.Event()
        self._auditor = Auditor()

    def end(self) -> None:
        self._ending.set()

    def run(self) -> None:
        stretch: int | None = None
        while not self._ending.is_set():
            try:
                close_old_connections()
                parts.here(parts.WEB)
                stretch = reception.extend(stretch, timezone.now())
                self._auditor.look()
            except DatabaseError as error:
                log.warning("The database does not know that we receive: %s", error)
                connection.close()
            self._ending.wait(reception.EVERY.total_seconds())
        connection.close()
