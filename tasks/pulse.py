"""The engine's heartbeat: each second, claim what is due from PostgreSQL.

It needs neither broker nor beat. A wake-up makes it look at once.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any

from celery import bootsteps
from django.conf import settings
from django.db import close_old_connections, connection

from incidents import memory, prepared
from incidents.escalation.advancing import AT_ONCE, RunFailed
from incidents.escalation.asking import PAGE
from incidents.heartbeats import due as heartbeats
from incidents.heartbeats import parts
from incidents.oncall import due as oncall
from incidents.outbox import claims
from incidents.response import due, paging
from integrations.deadman.auditor import Auditor
from tasks import clock, handlers
from tasks.delivery import deliver
from tasks.draining import DRAINERS, Drainer
from tasks.draining import QUEUE as INGEST
from tasks.storms import together

log = logging.getLogger(__name__)
SECOND = 1.0
# A page is claimed at once when something asks for it, or one was sent; what merely
# comes due is looked for no more often than this.
PAGES_SECONDS = 0.2
# How many due things one look does, so that effects are claimed in between.
DUE_AT_ONCE = 100
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
        self._looked = 0.0
        self._escalated = 0.0
        self._paged = True
        self._asked = True
        self._claimed = 0.0
        self._auditor = Auditor()
        self._free = settings.DELIVERY_THREADS
        self._kept = int(PAGE in self.queues and self._free > 1)
        self._count = threading.Lock()
        self._pool = ThreadPoolExecutor(
            settings.DELIVERY_THREADS, thread_name_prefix="delivery"
        )
        drainers = DRAINERS if INGEST in self.queues else 0
        self._drainers = [Drainer(on_time=not number) for number in range(drainers)]

    def wake(self, queue: str) -> None:
        if queue == INGEST:
            for drainer in self._drainers:
                drainer.wake()
        elif queue in self.queues:
            self._paged = self._paged or queue == PAGE
            self._asked = self._asked or queue == PAGE
            self._woken.set()

    def start(self) -> None:
        _running.append(self)
        for drainer in self._drainers:
            drainer.start()
        super().start()

    def end(self) -> None:
        """Claim no more, and let what is being sent finish."""
        self._ending = True
        self._woken.set()
        for drainer in self._drainers:
            drainer.end()
        self.join()
        self._pool.shutdown(wait=True)
        _running.remove(self)

    def run(self) -> None:
        while not self._ending:
            self._safely(close_old_connections)
            for step in (self._page, self._look, self._beat, self._audit):
                self._safely(step)
            self._woken.wait(SECOND)
            self._woken.clear()
        connection.close()

    def _safely(self, step: Callable[[], None]) -> None:
        """What fails keeps nothing else of this second from being done."""
        try:
            step()
        except Exception:
            log.exception("The pulse missed a part of its beat")
            connection.close()

    def _audit(self) -> None:
        """Whether everything is done in its time, by whichever process can look."""
        self._auditor.look()

    def _page(self) -> None:
        """Escalate first: each second, and at once when something asks for it."""
        if PAGE not in self.queues:
            return
        if not self._paged and time.monotonic() - self._escalated < SECOND:
            return
        self._paged, self._escalated = False, time.monotonic()
        done = self._advance(paging.advance, times=1)
        if done >= AT_ONCE:
            together(partial(self._advance, paging.advance))
        elif done:
            self._advance(paging.advance)

    def _look(self) -> None:
        """Do what is due, once a second: wake-ups are about effects."""
        if time.monotonic() - self._looked < SECOND:
            return
        self._looked = time.monotonic()
        parts.here(parts.WORKER, self.queues)
        for advance in (due.advance, heartbeats.advance, oncall.advance):
            self._advance(advance)

    def _advance(
        self, advance: Callable[[datetime], int], *, times: int = DUE_AT_ONCE
    ) -> int:
        """Batches of it until nothing is due; how much was done."""
        done = 0
        for _ in range(times):
            try:
                if self._ending or not (count := advance(clock.now())):
                    return done
                done += count
            except (due.DueFailed, oncall.ScheduleFailed) as error:
                log.exception("Something due is put off")
                self._auditor.put_off(error)
            except RunFailed as error:
                log.exception("Paging goes on in a second")
                self._auditor.put_off(error)
                return done
        return done

    def _beat(self) -> None:
        """Pages first. They have a thread that nothing else gets, so that a Slack that
        hangs keeps no phone silent.
        """
        now = time.monotonic()
        if self._asked or now - self._claimed > PAGES_SECONDS:
            self._asked, self._claimed = False, now
            if self._fill([queue for queue in self.queues if queue == PAGE], kept=0):
                self._asked = True
        others = [queue for queue in self.queues if queue != PAGE]
        self._fill(others, kept=self._kept)

    def _fill(self, queues: Sequence[str], *, kept: int) -> bool:
        """Claim as much as there are free threads for, until nothing is due. Answers
        whether more may be.
        """
        while queues and not self._ending and (free := self._free - kept) > 0:
            claimed = claims.claim(
                queues=queues,
                kinds=handlers.kinds(),
                limit=free,
                lease=settings.LEASE_SECONDS,
            )
            for claim in claimed:
                self._add(-1)
                sent = self._pool.submit(deliver, claim)
                sent.add_done_callback(partial(self._finished, claim.queue))
            if len(claimed) < free:
                return False
        return bool(queues)

    def _finished(self, queue: str, _: Future[None]) -> None:
        """What follows it may be sent now."""
        self._add(1)
        if queue == PAGE:
            self._asked = True
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
        memory.settle()
        prepared.by_index_alone()
        self._pulse = Pulse(queues)
        self._pulse.start()

    def stop(self, parent: Any) -> None:
        if self._pulse is not None:
            self._pulse.end()
            self._pulse = None

    terminate = stop
