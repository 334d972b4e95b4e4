"""The committer's connection to PostgreSQL: patient to a point, made anew when lost."""

import select
import time
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg2
from django.db import connections
from psycopg2.extensions import POLL_OK, POLL_WRITE

from incidents.alerts import inbox
from incidents.prepared import Connection, Cursor, Prepared

# How long a statement, or a connection in the making, may take. PostgreSQL ends the
# statement then; one that is frozen, or gone without a word, cannot, and is left.
SECONDS = 5.0
USED_EVERY = 60.0
# For an address over the network. Source: PostgreSQL's documentation of libpq, 34.1.2.
KEPT_ALIVE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": int(SECONDS * 1000),
}


class TimedOut(psycopg2.OperationalError):
    """PostgreSQL did not answer in time."""


class Link:
    """For one thread. Its methods raise psycopg2.Error.

    The connection is asynchronous, as psycopg2 has no other way to give up on a server
    that says nothing; each statement is a transaction of its own then.
    """

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._used: set[int] = set()
        self._noted: dict[int, float] = {}

    def keep(self, offers: Sequence[inbox.Offered]) -> Mapping[int, int]:
        """Keep them in one transaction; see `inbox.keep`.

        A connection that was closed while nobody used it is made anew.
        """
        until = time.monotonic() + SECONDS
        kept, keys = inbox.keep(self._cursor(until), offers)
        self._used |= keys
        return kept

    def note_use(self) -> None:
        """When keys were last used, to the minute; lost if the database is busy."""
        now = time.monotonic()
        due = [i for i in self._used if now - self._noted.get(i, -60.0) >= USED_EVERY]
        self._used.clear()
        if not due:
            return
        self._noted.update(dict.fromkeys(due, now))
        try:
            inbox.note_use(self._cursor(now + SECONDS), due)
        except psycopg2.Error:
            self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _cursor(self, until: float) -> "_Cursor":
        if self._connection is not None and not self._connection.is_idle():
            self.close()
        if self._connection is None:
            made = _connect()
            try:
                _wait(made, until)
            except psycopg2.Error:
                made.close()
                raise
            self._connection = made
        return _Cursor(self._connection, until)


class _Cursor:
    """Its statements raise TimedOut at `until`, by the monotonic clock."""

    def __init__(self, link: Connection, until: float) -> None:
        self._link = link
        self._until = until
        self._cursor = link.cursor(cursor_factory=Cursor)

    def execute(self, sql: str, params: Sequence[Any] = (), /) -> None:
        for _ in self._cursor.prepare(sql) if isinstance(sql, Prepared) else ():
            _wait(self._link, self._until)
        self._cursor.execute(sql, params)
        _wait(self._link, self._until)

    def fetchall(self) -> Any:
        return self._cursor.fetchall()


def _connect() -> Connection:
    """A connection in the making, with Django's address and options."""
    known = connections["default"].get_connection_params()
    bound = f"-c statement_timeout={int(SECONDS * 1000)}"
    options = f"{known.get('options', '')} {bound}"
    known = KEPT_ALIVE | known | {"options": options}
    made: Connection = psycopg2.connect(**known, async_=True)
    return made


def _wait(link: Connection, until: float) -> None:
    """Until what was asked of it is done.

    Source: psycopg2's documentation, "Asynchronous support".
    """
    while (state := link.poll()) != POLL_OK:
        asked = select.POLLOUT if state == POLL_WRITE else select.POLLIN
        if not link.has(asked, until - time.monotonic()):
            raise TimedOut(f"PostgreSQL said nothing for {SECONDS:g} seconds")
