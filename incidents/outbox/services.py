"""Asking for effects, in the transaction of the change that needs them."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from incidents import ports
from incidents.outbox.models import Effect, Posting, Throttle
from incidents.outbox.values import TROUBLE, trouble_key

SLACK = "slack"


_ADD = """
INSERT INTO incidents_effect (kind, mode, queue, key, subject, args, after, priority)
VALUES (%s, 'event', %s, %s, %s, %s::jsonb, %s::bigint[], %s)
ON CONFLICT (key) DO NOTHING RETURNING id
"""


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


_TOUCH = """
INSERT INTO incidents_effect AS e
    (kind, mode, queue, key, subject, args, after, priority)
VALUES (%s, 'state', %s, %s, %s, %s::jsonb, %s::bigint[], %s)
ON CONFLICT (key) DO UPDATE SET
    wanted = e.wanted + 1,
    args = e.args || excluded.args,
    status = CASE e.status WHEN 'leased' THEN 'leased' ELSE 'pending' END,
    attempts = CASE e.status WHEN 'dead' THEN 0 ELSE e.attempts END,
    deferrals = CASE e.status WHEN 'dead' THEN 0 ELSE e.deferrals END,
    not_before = CASE WHEN e.status IN ('done', 'dead') THEN clock_timestamp()
                      ELSE e.not_before END
RETURNING id
"""


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


_TOUCH_SHOWN = """
UPDATE incidents_effect AS e SET
    wanted = e.wanted + 1,
    status = CASE e.status WHEN 'leased' THEN 'leased' ELSE 'pending' END,
    attempts = CASE e.status WHEN 'dead' THEN 0 ELSE e.attempts END,
    deferrals = CASE e.status WHEN 'dead' THEN 0 ELSE e.deferrals END,
    not_before = CASE WHEN e.status IN ('done', 'dead') THEN clock_timestamp()
                      ELSE e.not_before END
FROM (
    SELECT id FROM incidents_effect
    WHERE mode = 'state' AND (key = ANY(%s) OR kind = %s) ORDER BY id FOR UPDATE
) AS found
WHERE e.id = found.id
"""


def touch_shown(*, keys: Sequence[str] = (), kind: str = "", queue: str = SLACK) -> int:
    """Want states shown anew that were asked for before: those with these keys, and
    all of a kind. Answers how many.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH_SHOWN, [list(keys), kind])
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


@transaction.atomic
def _revive(ids: Iterable[int]) -> int:
    rows = list(
        Effect.objects.select_for_update()
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


def save_posting(*, key: str, channel: str, ts: str, digest: str) -> None:
    """Keep where a thing is shown, and what it shows."""
    Posting.objects.update_or_create(
        key=key, defaults={"channel": channel, "ts": ts, "digest": digest}
    )


def wake(queue: str) -> None:
    """Tell the workers of a queue, once this transaction is committed."""
    transaction.on_commit(partial(ports.wake, queue))


def ids_of(*keys: str) -> dict[str, int]:
    """The ids of the effects with these keys, of those that were ever asked for."""
    found = Effect.objects.filter(key__in=keys).order_by()
    return dict(found.values_list("key", "pk"))


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
