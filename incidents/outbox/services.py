"""Asking for effects, in the transaction of the change that needs them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from incidents import ports
from incidents.outbox.models import Effect, Posting, Throttle
from incidents.outbox.values import SLACK, TROUBLE, Wanted, trouble_key
from incidents.prepared import Prepared

_ADD = Prepared("""
INSERT INTO incidents_effect (kind, mode, queue, key, subject, args, after, priority)
VALUES (%s, 'event', %s, %s, %s, %s::jsonb, %s::bigint[], %s)
ON CONFLICT (key) DO NOTHING RETURNING id
""")


def add(
    *,
    kind: str,
    key: str,
    subject: str,
    args: dict[str, Any] | None = None,
    after: Sequence[int] = (),
    priority: int = 50,
    queue: str = SLACK,
) -> int:
    """Ask for an event: it happens once for its key. Answers the effect's id."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [kind, queue, key, subject, json.dumps(args or {}), list(after), priority],
        )
        row = cursor.fetchone()
    if row is None:
        return Effect.objects.values_list("pk", flat=True).get(key=key)
    wake(queue)
    return int(row[0])


WANTED_ANEW = """
    wanted = e.wanted + 1,
    status = CASE e.status WHEN 'leased' THEN 'leased' ELSE 'pending' END,
    attempts = CASE e.status WHEN 'dead' THEN 0 ELSE e.attempts END,
    deferrals = CASE e.status WHEN 'dead' THEN 0 ELSE e.deferrals END,
    not_before = CASE e.status WHEN 'dead' THEN clock_timestamp()
                      WHEN 'done' THEN greatest(e.not_before, clock_timestamp())
                      ELSE e.not_before END
"""
_TOUCH = Prepared(f"""
INSERT INTO incidents_effect AS e
    (kind, mode, queue, key, subject, args, after, priority)
VALUES (%s, 'state', %s, %s, %s, %s::jsonb, %s::bigint[], %s)
ON CONFLICT (key) DO UPDATE SET args = e.args || excluded.args, {WANTED_ANEW}
RETURNING id
""")  # noqa: S608  # made of what stands in this file


def touch(
    *,
    kind: str,
    key: str,
    subject: str,
    args: dict[str, Any] | None = None,
    after: Sequence[int] = (),
    priority: int = 50,
    queue: str = SLACK,
) -> int:
    """Want a state shown anew. One row per key; answers the effect's id."""
    with connection.cursor() as cursor:
        cursor.execute(
            _TOUCH,
            [kind, queue, key, subject, json.dumps(args or {}), list(after), priority],
        )
        (effect_id,) = cursor.fetchone()
    wake(queue)
    return int(effect_id)


# Of several: each with the effect that it is behind, in the order they were named in.
_ALL = """
INSERT INTO incidents_effect AS e
    (kind, mode, queue, key, subject, args, after, priority, lane)
SELECT new.kind, %s, new.queue, new.key, new.subject, new.args::jsonb,
    CASE WHEN new.behind = '' THEN '{}' ELSE ARRAY[new.place] END, new.priority,
    new.lane
FROM (
    SELECT *, (SELECT id FROM incidents_effect WHERE key = behind) AS place
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
        %s::int[], %s::text[]) WITH ORDINALITY
        AS named(kind, queue, key, subject, args, behind, priority, lane, number)
    OFFSET 0
) AS new
WHERE new.behind = '' OR new.place IS NOT NULL
ORDER BY new.number
"""
_ADD_ALL = Prepared(f"{_ALL} ON CONFLICT (key) DO NOTHING")
_TOUCH_ALL = Prepared(f"""{_ALL}
ON CONFLICT (key) DO UPDATE SET args = e.args || excluded.args, lane = excluded.lane,
    scope = CASE WHEN e.lane = excluded.lane THEN e.scope ELSE '' END, {WANTED_ANEW}""")


def add_all(events: Sequence[Wanted]) -> int:
    """Ask for these events in one statement; how many are new."""
    return _ask(_ADD_ALL, "event", events)


def touch_all(states: Sequence[Wanted]) -> int:
    """Want these states, each key once, shown anew in one statement; how many."""
    return _ask(_TOUCH_ALL, "state", states)


def _ask(statement: str, mode: str, wanted: Sequence[Wanted]) -> int:
    if not wanted:
        return 0
    columns: list[list[Any]] = [
        [each.kind for each in wanted],
        [each.queue for each in wanted],
        [each.key for each in wanted],
        [each.subject for each in wanted],
        [json.dumps(dict(each.args)) for each in wanted],
        [each.behind for each in wanted],
        [each.priority for each in wanted],
        [each.lane for each in wanted],
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [mode, *columns])
        count: int = cursor.rowcount
    for queue in {each.queue for each in wanted} if count else ():
        wake(queue)
    return count


# `lower`: they are looked up by their ids, not among all states.
_TOUCH_SHOWN = Prepared(f"""
UPDATE incidents_effect AS e SET args = e.args || %s::jsonb, {WANTED_ANEW}
WHERE e.id = ANY(ARRAY(
    SELECT id FROM incidents_effect WHERE id = ANY(ARRAY(
        SELECT id FROM incidents_effect WHERE key = ANY(%s)
        UNION ALL
        SELECT id FROM incidents_effect WHERE mode = 'state' AND kind = %s
    )) AND lower(mode) = 'state' ORDER BY id FOR UPDATE
))
""")  # noqa: S608  # made of what stands in this file


def touch_shown(
    *,
    keys: Sequence[str] = (),
    kind: str = "",
    args: Mapping[str, Any] | None = None,
    queue: str = SLACK,
) -> int:
    """Want states shown anew that were asked for before: those with these keys, and
    all of a kind. Answers how many.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH_SHOWN, [json.dumps(dict(args or {})), list(keys), kind])
        count: int = cursor.rowcount
    if count:
        wake(queue)
    return count


def retry(subject: str) -> int:
    """Try again what gave up or waits about this subject; how many effects."""
    stuck = Effect.objects.filter(
        subject=subject, status__in=[Effect.Status.DEAD, Effect.Status.PENDING]
    ).exclude(kind=TROUBLE)
    return _revive(stuck.values_list("pk", flat=True))


def retry_one(effect_id: int) -> bool:
    """Try one effect that gave up again; False when it had not given up."""
    dead = Effect.objects.filter(pk=effect_id, status=Effect.Status.DEAD)
    return _revive(dead.values_list("pk", flat=True)) == 1


def hurry(*, keys: Sequence[str], queue: str = SLACK) -> int:
    """Have effects that wait for their time looked at now; how many."""
    waiting = Effect.objects.filter(
        key__in=list(keys), status=Effect.Status.PENDING, not_before__gt=Now()
    )
    count = waiting.update(not_before=Now())
    if count:
        wake(queue)
    return count


@transaction.atomic
def _revive(ids: Iterable[int]) -> int:
    rows = list(
        Effect.objects.select_for_update(no_key=True)
        .filter(pk__in=list(ids), status__in=["dead", "pending"])
        .order_by("pk")
    )
    Effect.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=Effect.Status.PENDING, attempts=0, deferrals=0, not_before=Now()
    )
    for subject in {row.subject for row in rows}:
        touch_shown(keys=[trouble_key(subject)])
    for queue in {row.queue for row in rows}:
        wake(queue)
    return len(rows)


_SAVE_POSTING = Prepared("""
INSERT INTO incidents_posting (key, channel, ts, digest, updated_at)
VALUES (%s, %s, %s, %s, clock_timestamp())
ON CONFLICT (key) DO UPDATE SET channel = excluded.channel, ts = excluded.ts,
    digest = excluded.digest, updated_at = excluded.updated_at
""")


def save_posting(*, key: str, channel: str, ts: str, digest: str) -> None:
    """Keep where a thing is shown, and what it shows."""
    with connection.cursor() as cursor:
        cursor.execute(_SAVE_POSTING, [key, channel, ts, digest])


def forget_posting(*, key: str) -> None:
    """The thing is shown nowhere any more."""
    Posting.objects.filter(key=key).delete()


def wake(queue: str) -> None:
    """Tell the workers of a queue, once this transaction is committed."""
    transaction.on_commit(partial(ports.wake, queue))


def ids_of(*keys: str) -> dict[str, int]:
    """The ids of the effects with these keys, of those that were ever asked for."""
    found = Effect.objects.filter(key__in=keys).order_by()
    return dict(found.values_list("key", "pk"))


def under_way(subject: str, *, kind: str = "") -> list[int]:
    """The ids of the effects about it, or those of a kind, that are yet to happen;
    none that gave up.
    """
    going = (Effect.Status.PENDING, Effect.Status.LEASED)
    found = Effect.objects.filter(subject=subject, status__in=going)
    found = found.filter(kind=kind) if kind else found.exclude(kind=TROUBLE)
    return list(found.values_list("pk", flat=True))


_FORGET = """
DELETE FROM incidents_effect WHERE mode = 'event' AND status = 'done'
    AND done_at < %s AND id NOT IN (SELECT unnest(after) FROM incidents_effect)
"""


def forget(*, before: datetime) -> int:
    """Forget events that were done before this, and pauses that ended; how many.

    What another effect follows is kept: its key tells that there is a channel.
    """
    Throttle.objects.filter(until__lt=before).delete()
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [before])
        return int(cursor.rowcount)


_FORGET_UNSEEN = """
DELETE FROM incidents_effect WHERE mode = 'state' AND kind = %s
    AND status IN ('done', 'dead') AND (args->>'opened_at')::timestamptz < %s
"""


def forget_unseen(*, kind: str, before: datetime) -> int:
    """Forget the states of a kind that nobody opened since (`opened_at` of their args);
    how many. Every change would want each of them shown anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_UNSEEN, [kind, before])
        return int(cursor.rowcount)
