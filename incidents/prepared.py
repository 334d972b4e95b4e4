"""Statements that PostgreSQL parses and plans once for each connection: of those that
are asked thousands of times, planning costs it more than carrying them out.

    _DUE = Prepared("SELECT id FROM incidents_effect WHERE key = %s")
    cursor.execute(_DUE, [key])

One plan serves all values, and it is made before any are known. So it looks each row up
by an index where there is one, however short the table is at the time; and a statement
whose best plan depends on its values is none of these. What they answer is
named column by column: with `*`, a column that a migration adds would break them.

They need a connection for themselves, not one of a pooler that shares it between
transactions.
"""

import re
import select
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import count
from typing import Any

from django.db import connections
from psycopg2 import errors, extensions

# For the connection: a plan is made once, not anew for the first few values.
PLANS = "-c plan_cache_mode=force_generic_plan"
_numbers = count(1)
_PLACE = re.compile(r"%(?:%|s|\((\w+)\)s)")
_AVOIDED = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
LOOKING_UP = "; ".join(f"SET {each} TO off" for each in _AVOIDED)
AS_BEFORE = "; ".join(f"RESET {each}" for each in _AVOIDED)
# The plan is kept with the statement that is explained.
_PREPARE = f"""
{LOOKING_UP};
PREPARE {{name}} AS {{text}};
EXPLAIN EXECUTE {{name}}{{nothing}};
{AS_BEFORE}
"""


def by_index_alone() -> None:
    """For a process that looks rows up and lists nothing, before it connects. A plan is
    made again once a table was analysed, and a short one would be read from end to end
    then, until it is analysed anew, however long a burst makes it meanwhile.
    """
    options = connections["default"].settings_dict["OPTIONS"]
    more = "-c enable_seqscan=off -c jit=off"
    options["options"] = f"{options.get('options', '')} {more}".strip()


class Prepared(str):
    """A statement as Django's cursors take it, with its values' places as `%s` or
    `%(name)s`. One for the life of the process.
    """

    @cached_property
    def number(self) -> int:
        """Ours alone in this process."""
        return next(_numbers)

    @cached_property
    def names(self) -> list[str | None]:
        """Of its values: each name once, or None for each that has none."""
        found = [each[1] for each in _PLACE.finditer(self) if each[0] != "%%"]
        return found if None in found else [*dict.fromkeys(found)]

    def preparing(self, name: str) -> str:
        """What makes it known to a connection by this name."""
        unnamed = count(1)

        def place(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return "%"
            number = self.names.index(found[1]) + 1 if found[1] else next(unnamed)
            return f"${number}"

        nothing = _listed("NULL" for _ in self.names)
        text = _PLACE.sub(place, self)
        return _PREPARE.format(name=name, text=text, nothing=nothing)

    @cached_property
    def places(self) -> str:
        """Of its values, as psycopg2 takes them, for EXECUTE."""
        return _listed("%s" if each is None else f"%({each})s" for each in self.names)


def _listed(places: Iterable[str]) -> str:
    listed = ", ".join(places)
    return f"({listed})" if listed else ""


class Connection(extensions.connection):
    """A connection that knows what it has prepared."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[int, str] = {}
        self.given = count(1)

    def has(self, asked: int, seconds: float) -> bool:
        """Whether there is something to read (select.POLLIN) or room to write
        (select.POLLOUT) within so many seconds.
        """
        poll = select.poll()
        poll.register(self.fileno(), asked)
        return bool(poll.poll(max(0.0, seconds) * 1000))

    def is_idle(self) -> bool:
        """Whether nothing was heard on it unasked, as its end would be."""
        return not self.closed and not self.has(select.POLLIN, 0)


class Cursor(extensions.cursor):
    """Prepares what is to be prepared; all else it does as psycopg2 does."""

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002  # its name
        """As psycopg2 does. Raises psycopg2.Error."""
        if not isinstance(query, Prepared):
            super().execute(query, vars)
            return
        for _ in self.prepare(query):
            pass
        try:
            super().execute(self.executing(query), vars)
        except (errors.FeatureNotSupported, errors.InvalidSqlStatementName):
            self._known.clear()  # a migration changed what they read, or a pooler
            raise

    def prepare(self, query: Prepared) -> Iterator[None]:
        """Make it known, if it is not. Where the connection is asynchronous, whoever
        goes through this waits each time for what was asked.
        """
        if query.number not in self._known:
            # Never a name twice: what failed half-way may have left it behind.
            connection: Any = self.connection
            name = f"muster_{query.number}_{next(connection.given)}"
            super().execute(query.preparing(name))
            yield
            self._known[query.number] = name

    def executing(self, query: Prepared) -> str:
        """What carries out what is prepared, with the places of its values."""
        return f"EXECUTE {self._known[query.number]}{query.places}"

    @property
    def _known(self) -> dict[int, str]:
        connection: Any = self.connection
        known: dict[int, str] = connection.known
        return known
