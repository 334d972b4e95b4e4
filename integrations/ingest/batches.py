"""Group commit: whatever waits is kept in one transaction, and only then answered."""

import asyncio
import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue

import psycopg2

from incidents import ports
from integrations.ingest.answers import UNKNOWN_KEY, Refused, busy, no_key
from integrations.ingest.links import SECONDS, Link, TimedOut

log = logging.getLogger(__name__)
# Of one transaction: so that it stays short, and its memory small.
BATCH_ROWS = 500
BATCH_BYTES = 4_000_000
# Of everything that waits in this process. What comes then is told to try again.
WAITING_ROWS = 10_000
WAITING_BYTES = 64_000_000
QUEUE = "ingest"
# Longer than the database can hold one batch up; what waits behind it is refused then.
CLOSE_SECONDS = 2 * SECONDS
ENDING = "This process is ending; nothing was kept. Send it again."
AWAY = "The database does not answer; nothing was kept. Send it again."


@dataclass(slots=True, eq=False)
class Waiting:
    """Something to keep; without a body, only its key is looked at."""

    digest: str
    source: str
    context: str
    body: bytes | None
    done: "asyncio.Future[int]"


class Committer:
    """One thread with one connection of its own, begun with the first request.

    `keep` is for the event loop's thread alone.
    """

    def __init__(self) -> None:
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._rows = 0
        self._bytes = 0
        self._link = Link()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)

    async def keep(
        self, digest: str, source: str, context: str, body: bytes | None
    ) -> int:
        """Answers the row's number once it is committed; 0 for a key alone.

        Raises Refused: for a key that is not good, a full queue, a database away.
        """
        if self._is_closed:
            raise busy(ENDING)
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._thread.start()
        size = len(body or b"")
        if self._rows >= WAITING_ROWS or self._bytes + size > WAITING_BYTES:
            raise busy("Too much waits to be kept. Send it again.")
        done: asyncio.Future[int] = self._loop.create_future()
        self._rows += 1
        self._bytes += size
        self._queue.put(Waiting(digest, source, context, body, done))
        try:
            return await done
        finally:
            self._rows -= 1
            self._bytes -= size

    def close(self) -> None:
        """Keep what waits, and end. What comes meanwhile is told to try again."""
        self._is_closed = True
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join(CLOSE_SECONDS)
            if self._thread.is_alive():
                log.error("Requests still wait for the database; none was accepted")

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            self._gather(batch, BATCH_ROWS, BATCH_BYTES)
            self._handle(batch)
        self._link.close()

    def _gather(self, batch: list[Waiting], rows: int, most_bytes: int) -> None:
        """Add what waits now, up to so many rows and bytes."""
        size = sum(len(each.body or b"") for each in batch)
        with suppress(Empty):
            while len(batch) < rows and size < most_bytes:
                following = self._queue.get_nowait()
                if following is None:  # the end: nothing comes after it
                    self._queue.put(None)
                    break
                batch.append(following)
                size += len(following.body or b"")

    def _handle(self, batch: list[Waiting]) -> None:
        """Whatever happens, everybody in it is answered and the thread goes on."""
        outcomes: list[int | Refused]
        try:
            outcomes = self._kept(batch)
        except TimedOut as error:
            # Whoever waits behind it has waited as long.
            self._gather(batch, WAITING_ROWS, WAITING_BYTES)
            outcomes = self._away(batch, error)
        except Exception as error:
            log.exception("%d requests are not kept", len(batch))
            outcomes = self._away(batch, error)
        self._answer(batch, outcomes)
        try:
            if any(isinstance(each, int) and each for each in outcomes):
                ports.wake(QUEUE)
            self._link.note_use()
        except Exception:  # the pulse looks by itself each second
            log.exception("What follows a batch failed")
            self._link.close()

    def _kept(self, batch: Sequence[Waiting]) -> list[int | Refused]:
        """Each one's number, or why not. A neighbour's fault is only its own.

        Raises TimedOut.
        """
        offers = [(each.digest, each.source, each.context, each.body) for each in batch]
        try:
            numbers = self._link.keep(offers)
        except psycopg2.DataError as error:
            if len(batch) > 1:
                half = len(batch) // 2
                return self._kept(batch[:half]) + self._kept(batch[half:])
            said = str(error).strip().partition("\n")[0]
            detail = f"PostgreSQL cannot keep it: {said}."
            return [Refused(400, "The body cannot be kept", detail)]
        except TimedOut:
            raise
        except psycopg2.Error as error:
            return self._away(batch, error)
        return [
            no_key(UNKNOWN_KEY) if (number := numbers.get(place)) is None else number
            for place in range(len(batch))
        ]

    def _away(self, batch: Sequence[Waiting], error: Exception) -> list[int | Refused]:
        """Nobody's fault: each is told to try again, on a new connection."""
        log.warning("%d requests are not kept: %s", len(batch), error)
        self._link.close()
        return [busy(AWAY) for _ in batch]

    def _answer(
        self, batch: Sequence[Waiting], outcomes: Sequence[int | Refused]
    ) -> None:
        assert self._loop is not None  # noqa: S101  # it is set before the first row
        with suppress(RuntimeError):  # the loop has ended, and who asked with it
            self._loop.call_soon_threadsafe(_tell, batch, outcomes)


def _tell(batch: Sequence[Waiting], outcomes: Sequence[int | Refused]) -> None:
    for waiting, outcome in zip(batch, outcomes, strict=True):
        if waiting.done.done():  # its caller went away
            continue
        if isinstance(outcome, Refused):
            waiting.done.set_exception(outcome)
        else:
            waiting.done.set_result(outcome)
