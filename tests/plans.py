"""Holds every statement that is prepared to its promise: rows are looked up."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2 import errors, extensions

from incidents.prepared import PLANS, Cursor, Prepared

# They grow with what happens. Everything else grows with the people and their teams.
GROWING = re.compile(
    r"incidents_(alert|alertgroup|effect|entry|inbox\w*|incident|incidentroute"
    r"|incidenttag|page|posting|receipt|reminder|run|throttle)\b"
)
_SCAN = re.compile(
    r"-?>?\s*(?:Seq Scan|Index(?: Only)? Scan.*|Bitmap Heap Scan) on (\w+)"
)
_checked = set[int]()


def faults(plan: list[str]) -> Iterator[str]:
    """The lines of a plan that read more of a growing table than they need."""
    for number, line in enumerate(plan):
        found = _SCAN.search(line)
        if not found or not GROWING.fullmatch(found[1]):
            continue
        depth = len(line) - len(line.lstrip())
        own = []
        for each in plan[number + 1 :]:
            inner = len(each) - len(each.lstrip())
            if inner <= depth:
                break
            own.append(each)
            if each.lstrip().startswith("->") and "Bitmap" not in line:
                own.pop()
                break
        if not any("Index Cond" in each for each in own):
            yield line


@contextmanager
def looked_at(make: Callable[[], str]) -> Iterator[None]:
    """Within, what is prepared for the first time in this process is explained by the
    database that `make` makes: empty and nobody else's, so that what it says does not
    depend on what was analysed when.
    """
    prepare = Cursor.prepare
    empty: list[extensions.connection] = []

    def connected() -> extensions.connection:
        if not empty:
            empty.append(_connect(make()))
        return empty[0]

    def checked(self: Cursor, query: Prepared) -> Iterator[None]:
        yield from prepare(self, query)
        if query.number not in _checked and "WHERE" in query:
            _checked.add(query.number)
            with connected().cursor() as cursor:
                wrong = [*faults(_plan(cursor, query))]
            assert not wrong, f"{query}\n{wrong}"

    Cursor.prepare = checked  # type: ignore[method-assign]
    try:
        yield
    finally:
        Cursor.prepare = prepare  # type: ignore[method-assign]
        for each in empty:
            each.close()


def _connect(url: str) -> extensions.connection:
    made = psycopg2.connect(url, options=PLANS)
    made.autocommit = True
    return made


def _plan(cursor: extensions.cursor, query: Prepared) -> list[str]:
    name = f"looked_at_{query.number}"
    begin, _, _ = query.preparing(name).partition("EXPLAIN EXECUTE")
    nothing = ", ".join("NULL" for _ in query.names)
    explain = f"EXPLAIN (COSTS OFF) EXECUTE {name}"
    try:
        cursor.execute(begin)
    except errors.UndefinedTable:  # one of a test's own
        return []
    cursor.execute(f"{explain}({nothing})" if nothing else explain)
    return [line for (line,) in cursor.fetchall()]
