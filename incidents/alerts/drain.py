"""Draining the inbox: shard by shard, in the order of ids, a batch in a transaction."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection, transaction

from incidents.alerts import facts, locks
from incidents.alerts.applying import apply
from incidents.alerts.models import SHARDS
from incidents.alerts.planning import plan
from incidents.alerts.reading import Reading, read
from incidents.alerts.states import Incoming
from incidents.alerts.values import Action, Signal
from incidents.prepared import Prepared

log = logging.getLogger(__name__)
# What one batch takes at most; a body that is bigger is a batch of its own. What
# a thousand alerts in arrays come to is BYTES: what is fetched beyond is fetched again.
ROWS, SIGNALS, BYTES = 1_000, 1_000, 700_000
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Row:
    """A body that waits in the inbox."""

    id: int
    received_at: datetime
    service: int
    source: str
    context: Mapping[str, Any]
    body: bytes
    replay_of: int | None


@dataclass(frozen=True, slots=True)
class Sorted:
    """A row and what it says, or why nothing became of it."""

    row: Row
    reading: Reading


_number = attrgetter("id")


def drain_all(*, now: datetime) -> int:
    """Drain until nothing waits that nobody else drains; how many rows."""
    total = 0
    while count := drain(now=now):
        total += count
    return total


def drain(*, now: datetime) -> int:
    """Take shards that are free and have rows, and sort one batch of them; how many
    rows that were, 0 when there is nothing to do.

    Few alerts of many services are one batch; of many, the first shards fill it, and
    the others are left to whoever drains beside us.
    """
    waiting = _waiting()
    if not waiting:
        return 0
    with transaction.atomic():
        rows: list[Row] = []
        for shard in waiting:
            if _is_full(rows):
                break
            if locks.try_shard(shard):
                rows += _take(shard)
        return _sort(sorted(rows, key=_number), now) if rows else 0


def _is_full(rows: Sequence[Row]) -> bool:
    return len(rows) >= ROWS or sum(len(row.body) for row in rows) >= BYTES


def _sort(rows: Sequence[Row], now: datetime) -> int:
    """As many of these rows as fit in a batch."""
    batch: list[Sorted] = []
    count = 0
    known: dict[tuple[str, bytes, str], Reading] = {}
    for row in rows:
        reading = _read_once(row, min(row.received_at, now), known)
        if batch and count + len(reading.signals) > SIGNALS:
            break
        count += len(reading.signals)
        batch.append(Sorted(row, reading))
    done = _carry_out(batch, now)
    _mark(done, now)
    return len(done)


def _read_once(
    row: Row, at: datetime, known: dict[tuple[str, bytes, str], Reading]
) -> Reading:
    """What it says. Tools repeat themselves: a body that says no time that was cut to
    ours says the same again.
    """
    key = (row.source, row.body, str(row.context))
    if (found := known.get(key)) is not None:
        return found
    reading = _read(row, at)
    if all(each.at is None or each.at < at for each in reading.signals):
        known[key] = reading
    return reading


def _read(row: Row, at: datetime) -> Reading:
    """What it says. A fault of ours, unforeseen, costs this row and no other."""
    try:
        return read(row, at)
    except Exception as error:
        log.exception("Body %d of the inbox could not be read", row.id)
        return Reading(problem=f"Muster failed to read it ({type(error).__name__}).")


def _carry_out(batch: Sequence[Sorted], now: datetime) -> list[Sorted]:
    """All of it at once; when that fails, its halves, down to the row that fails.

    What the database could not do at the moment (a lock, a lost connection) is
    nobody's fault: the whole batch is tried again later.
    """
    try:
        with transaction.atomic():
            _apply(batch, now)
    except Exception as error:
        if locks.is_passing(error):
            raise
        log.exception("A batch of %d bodies could not be sorted", len(batch))
        if len(batch) > 1:
            half = len(batch) // 2
            first = _carry_out(batch[:half], now)
            return [*first, *_carry_out(batch[half:], now)]
        return [_failed(batch[0], error, now)]
    return list(batch)


def _failed(one: Sorted, error: Exception, now: datetime) -> Sorted:
    log.error("Body %d of the inbox could not be sorted", one.row.id)
    if one.reading.problem:  # not even this could be told
        return one
    problem = f"Muster failed to sort it ({type(error).__name__})."
    failed = Sorted(one.row, Reading(problem=problem))
    return _carry_out([failed], now)[0]


def _apply(batch: Sequence[Sorted], now: datetime) -> None:
    signals = [each for one in batch for each in _incoming(one, now)]
    if signals:
        found = facts.load(signals, now)
        apply(plan(signals, found, now), now)


def _incoming(one: Sorted, now: datetime) -> Iterator[Incoming]:
    row = one.row
    at = min(row.received_at, now)  # our clock may be behind the database's
    if one.reading.problem:
        signal = _unreadable(row, one.reading.problem)
        yield Incoming(signal, row.service, row.source, at, row.id)
        return
    for signal in one.reading.signals:
        yield Incoming(signal, row.service, row.source, at, row.id)
    if row.replay_of is not None:
        mended = Signal(
            title=f"Signals from {row.source} are read again",
            action=Action.RESOLVE,
            dedup_key=f"{UNREADABLE}:{row.source}",
        )
        yield Incoming(mended, row.service, row.source, at, row.id, only_known=True)


def _unreadable(row: Row, problem: str) -> Signal:
    """What cannot be read is an alert too: somebody has to look at it."""
    return Signal(
        title=f"A signal from {row.source} could not be read: {problem}"[:200],
        dedup_key=f"{UNREADABLE}:{row.source}",
        group_key=f"{UNREADABLE}:{row.source}",
        body=f"{problem}\n\nReceived body {row.id}. It is kept, and can be replayed "
        f"once the cause is mended: manage.py replay {row.id}",
    )


_WAITING = Prepared("""
SELECT shard.shard FROM generate_series(0, %s) AS shard, LATERAL (
    SELECT id FROM incidents_inbox AS row
    WHERE row.shard = shard.shard AND drained_at IS NULL ORDER BY id LIMIT 1
) AS first
ORDER BY first.id
""")
_TAKE = Prepared("""
SELECT id, received_at, service_id, source, context, body, replay_of FROM (
    SELECT *, sum(octet_length(body)) OVER (ORDER BY id) - octet_length(body) AS before
    FROM (
        SELECT * FROM incidents_inbox WHERE shard = %s AND drained_at IS NULL
        ORDER BY id LIMIT %s
    ) AS first
) AS measured
WHERE before < %s ORDER BY id
""")
_MARK = """
UPDATE incidents_inbox AS row
SET drained_at = %s, signals = done.signals, problem = done.problem
FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[], %s::text[])
    AS done (id, received_at, signals, problem)
WHERE row.id = done.id AND row.received_at = done.received_at
    AND row.received_at BETWEEN %s AND %s
"""


def _waiting() -> list[int]:
    """The shards that have something; first where something has waited longest."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [SHARDS - 1])
        return [shard for (shard,) in cursor.fetchall()]


def _take(shard: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [shard, ROWS, BYTES])
        return [
            Row(
                id=number,
                received_at=received_at,
                service=service,
                source=source,
                context=json.loads(context),  # Django leaves jsonb to us here
                body=bytes(body),
                replay_of=replay_of,
            )
            for number, received_at, service, source, context, body, replay_of in (
                cursor.fetchall()
            )
        ]


def _mark(done: Sequence[Sorted], now: datetime) -> None:
    """They are drained, in the transaction that sorted them."""
    times = [each.row.received_at for each in done]
    with connection.cursor() as cursor:
        cursor.execute(
            _MARK,
            [
                now,
                [each.row.id for each in done],
                times,
                [len(each.reading.signals) for each in done],
                [each.reading.problem for each in done],
                min(times),
                max(times),
            ],
        )
