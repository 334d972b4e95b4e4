"""A worker's side of the outbox: claim, complete, fail. Leases run on the
database's clock, so that workers' clocks need not agree.
"""

import json
from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from incidents.outbox import services
from incidents.outbox.values import (
    MAX_ATTEMPTS,
    MAX_DEFERRALS,
    TELL_AFTER,
    TELL_AFTER_DEFERRALS,
    TROUBLE,
    Claim,
    LeaseLost,
    ProviderError,
    delay,
    trouble_key,
)

_CLAIM = """
WITH due AS (
    SELECT e.id, e.status = 'leased' AS expired
    FROM incidents_effect e
    JOIN unnest(%(kinds)s::text[], %(versions)s::int[]) AS known(kind, version)
        ON known.kind = e.kind AND e.version <= known.version
    WHERE e.queue = ANY(%(queues)s)
        AND e.status IN ('pending', 'leased')
        AND (e.status = 'pending' OR e.lease_until < clock_timestamp())
        AND e.not_before <= clock_timestamp()
        AND NOT EXISTS (
            SELECT 1 FROM unnest(e.after) AS before(id) WHERE (
                SELECT p.status <> 'done' AND p.shown = 0
                    AND NOT (p.status = 'dead' AND e.mode = 'state')
                FROM incidents_effect p WHERE p.id = before.id))
    ORDER BY e.priority, e.id
    LIMIT %(limit)s
    FOR UPDATE OF e SKIP LOCKED
)
UPDATE incidents_effect AS e SET
    status = 'leased',
    lease_token = gen_random_uuid(),
    lease_until = clock_timestamp() + %(lease)s * interval '1 second',
    attempts = e.attempts + 1,
    in_doubt = e.in_doubt OR due.expired,
    sending = e.wanted
FROM due WHERE e.id = due.id
RETURNING e.id, e.kind, e.mode, e.queue, e.key, e.subject, e.args, e.sending,
    e.attempts, e.deferrals, e.lease_token AS token, e.in_doubt, e.created_at,
    e.priority
"""


def claim(
    *, queues: Sequence[str], kinds: Mapping[str, int], limit: int, lease: float
) -> list[Claim]:
    """Take up to `limit` due effects of these queues for `lease` seconds.

    `kinds` maps each kind this worker knows to the highest version it knows; the
    rest stays for a newer worker.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "kinds": list(kinds),
                "versions": list(kinds.values()),
                "queues": list(queues),
                "limit": limit,
                "lease": lease,
            },
        )
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    rows.sort(key=lambda row: (row.pop("priority"), row["id"]))
    return [Claim(**row | {"args": json.loads(row["args"])}) for row in rows]


def check(claimed: Claim, *, needed: float) -> None:
    """Raise LeaseLost unless the lease lasts `needed` seconds more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lease_until > clock_timestamp() + %s * interval '1 second'"
            " FROM incidents_effect WHERE id = %s AND lease_token = %s",
            [needed, claimed.id, claimed.token],
        )
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise LeaseLost(claimed.key)


_COMPLETE = """
UPDATE incidents_effect SET
    shown = sending,
    status = CASE WHEN mode = 'state' AND wanted > sending THEN 'pending'
                  ELSE 'done' END,
    done_at = clock_timestamp(),
    attempts = 0, deferrals = 0, in_doubt = false, last_error = '',
    not_before = clock_timestamp(),
    lease_token = NULL, lease_until = NULL
WHERE id = %s AND lease_token = %s AND lease_until > clock_timestamp()
"""


def complete(claimed: Claim) -> None:
    """Commit with what came of it. Raises LeaseLost, so that nothing is kept twice."""
    _settle(_COMPLETE, [claimed.id, claimed.token], claimed)
    if claimed.kind != TROUBLE:
        services.touch_shown(keys=[trouble_key(claimed.subject)])


_FAIL = """
UPDATE incidents_effect SET
    status = %(status)s,
    deferrals = deferrals + %(limited)s,
    in_doubt = in_doubt OR %(in_doubt)s,
    last_error = %(error)s,
    not_before = clock_timestamp() + %(delay)s * interval '1 second',
    lease_token = NULL, lease_until = NULL
WHERE id = %(id)s AND lease_token = %(token)s
"""


@transaction.atomic
def fail(claimed: Claim, error: ProviderError, *, base: float) -> None:
    """Keep why it failed and when it is tried again; tell the declarer in time.

    `base` is the first delay of the retry policy, in seconds. Waiting that a vendor
    asked for is no failed attempt.
    """
    wait = error.retry_after
    limited = wait is not None
    failures = claimed.failures - int(limited)
    deferrals = claimed.deferrals + int(limited)
    over = failures >= MAX_ATTEMPTS or deferrals >= MAX_DEFERRALS
    dead = error.permanent or over
    _settle(
        _FAIL,
        {
            "status": "dead" if dead else "pending",
            "limited": int(limited),
            "in_doubt": error.in_doubt,
            "error": error.message[:2000],
            "delay": delay(failures, base=base) if wait is None else wait,
            "id": claimed.id,
            "token": claimed.token,
        },
        claimed,
    )
    long = failures >= TELL_AFTER or deferrals >= TELL_AFTER_DEFERRALS
    if (dead or long) and claimed.kind != TROUBLE:
        services.touch(
            kind=TROUBLE, key=trouble_key(claimed.subject), subject=claimed.subject
        )


def _settle(statement: str, values: object, claimed: Claim) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)  # type: ignore[arg-type]
        if cursor.rowcount != 1:
            raise LeaseLost(claimed.key)


def throttle(scope: str, *, seconds: float) -> None:
    """Keep that a vendor asked for a pause of this many seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO incidents_throttle (scope, until)"
            " VALUES (%s, clock_timestamp() + %s * interval '1 second')"
            " ON CONFLICT (scope) DO UPDATE"
            " SET until = greatest(incidents_throttle.until, excluded.until)",
            [scope, seconds],
        )


def throttled(scopes: Sequence[str]) -> float:
    """Seconds until the vendor takes calls of all these scopes; 0 when it does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM max(until) - clock_timestamp()), 0)"
            " FROM incidents_throttle WHERE scope = ANY(%s)",
            [list(scopes)],
        )
        (seconds,) = cursor.fetchone()
    return max(0.0, float(seconds))
