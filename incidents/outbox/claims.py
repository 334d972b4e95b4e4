"""A worker's side of the outbox: claim, complete, fail. Leases run on the
database's clock, so that workers' clocks need not agree.
"""

import json
from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from incidents.outbox import pauses, services
from incidents.outbox.values import (
    BURST,
    MAX_ATTEMPTS,
    MAX_DEFERRALS,
    TELL_AFTER,
    TELL_AFTER_DEFERRALS,
    TROUBLE,
    Claim,
    LeaseLost,
    ProviderError,
    Shown,
    delay,
    spread,
    trouble_key,
)
from incidents.prepared import Prepared

# Each queue's first ones are read in the order of the index, so that neither a backlog
# nor many that wait for a limit of the vendor's are read and sorted each time.
_CLAIM = Prepared("""
WITH due AS (
    SELECT found.* FROM unnest(%(queues)s::text[]) AS of (queue), LATERAL (
        SELECT e.id, e.priority
        FROM incidents_effect e
        WHERE e.queue = of.queue
            AND e.status IN ('pending', 'leased')
            AND e.not_before <= statement_timestamp()
            AND (e.status = 'pending' OR e.lease_until < clock_timestamp())
            AND e.version <= (%(kinds)s::jsonb->>e.kind)::int
            AND NOT EXISTS (
                SELECT 1 FROM unnest(e.after) AS before(id) WHERE (
                    SELECT p.status <> 'done' AND p.shown = 0
                        AND NOT (p.status = 'dead' AND e.mode = 'state')
                    FROM incidents_effect p WHERE p.id = before.id))
        ORDER BY e.priority, e.id
        LIMIT %(limit)s
        FOR UPDATE OF e SKIP LOCKED
    ) AS found
    ORDER BY found.priority, found.id
    LIMIT %(limit)s
)
UPDATE incidents_effect AS e SET
    status = 'leased',
    lease_token = gen_random_uuid(),
    lease_until = clock_timestamp() + %(lease)s * interval '1 second',
    attempts = e.attempts + 1,
    in_doubt = e.in_doubt OR e.status = 'leased',
    sending = e.wanted
WHERE e.id = ANY(ARRAY(SELECT id FROM due))
RETURNING e.id, e.kind, e.mode, e.queue, e.key, e.subject, e.args, e.sending,
    e.attempts, e.deferrals, e.lease_token AS token, e.in_doubt, e.created_at,
    e.scope, e.lane, e.priority
""")


def claim(
    *, queues: Sequence[str], kinds: Mapping[str, int], limit: int, lease: float
) -> list[Claim]:
    """Take up to `limit` due effects of these queues for `lease` seconds. What still
    waits for a limit of a vendor's is put off instead.

    `kinds` maps each kind this worker knows to the highest version it knows; the
    rest stays for a newer worker.
    """
    taken: list[Claim] = []
    while len(taken) < limit:
        asked = limit - len(taken)
        found = _claim(queues, kinds, asked, lease)
        is_all = len(found) < asked
        waits = pauses.put_off(found, queues=() if is_all else queues)
        taken += [each for each in found if each.id not in waits]
        if is_all or not waits:
            break
    return taken


def _claim(
    queues: Sequence[str], kinds: Mapping[str, int], limit: int, lease: float
) -> list[Claim]:
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "kinds": json.dumps(dict(kinds)),
                "queues": list(queues),
                "limit": limit,
                "lease": lease,
            },
        )
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    rows.sort(key=lambda row: (row.pop("priority"), row["id"]))
    return [Claim(**row | {"args": json.loads(row["args"])}) for row in rows]


_CHECK = Prepared("""
SELECT lease_until > clock_timestamp() + %s * interval '1 second',
    (SELECT coalesce(extract(epoch FROM max(until) - clock_timestamp()), 0)
        FROM incidents_throttle WHERE scope = ANY(%s))
FROM incidents_effect WHERE id = %s AND lease_token = %s
""")


def check(claimed: Claim, *, needed: float, scopes: Sequence[str] = ()) -> float:
    """Asked before each call, in one statement: seconds until the vendor takes calls
    of all these scopes; 0 when it does. Raises LeaseLost unless the lease lasts
    `needed` seconds more.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHECK, [needed, list(scopes), claimed.id, claimed.token])
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise LeaseLost(claimed.key)
    return max(0.0, float(row[1]))


# A state that machines change has a pace (values.PACED): after a burst it is shown once
# in so many seconds, so that many alerts are no storm of edits. `spent` is the time up
# to which what was shown has used its pace up.
_SPENT = """
    greatest(extract(epoch FROM clock_timestamp()), (args->>'spent')::float8)
        + (args->>'pace')::float8
"""
_SHOWN = ("key", "channel", "ts", "digest")
# With it, whoever was told that something is stuck is shown how it stands now.
_COMPLETE = Prepared(f"""
WITH completed AS (
    UPDATE incidents_effect SET
        shown = sending,
        status = CASE WHEN mode = 'state' AND wanted > sending THEN 'pending'
                      ELSE 'done' END,
        done_at = clock_timestamp(),
        attempts = 0, deferrals = 0, in_doubt = false, last_error = '', scope = '',
        args = CASE WHEN args ? 'pace'
            THEN args || jsonb_build_object('spent', {_SPENT}) ELSE args END,
        not_before = greatest(clock_timestamp(),
            to_timestamp({_SPENT} - {BURST - 1} * (args->>'pace')::float8)),
        lease_token = NULL, lease_until = NULL
    WHERE id = %s AND lease_token = %s AND lease_until > clock_timestamp()
    RETURNING id
), told AS (
    UPDATE incidents_effect AS e SET {services.WANTED_ANEW}
    WHERE e.key = %s AND EXISTS (SELECT FROM completed)
    RETURNING e.queue
), kept AS (
    INSERT INTO incidents_posting (key, channel, ts, digest, updated_at)
    SELECT new.*, clock_timestamp()
    FROM completed, unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS new
    ON CONFLICT (key) DO UPDATE SET channel = excluded.channel, ts = excluded.ts,
        digest = excluded.digest, updated_at = excluded.updated_at
)
SELECT (SELECT count(*) FROM completed), (SELECT min(queue) FROM told)
""")  # noqa: S608  # made of constants


def complete(claimed: Claim, shown: Sequence[Shown] = ()) -> None:
    """Commit with what came of it. Raises LeaseLost, so that nothing is kept twice.

    Where it is `shown` is kept by the same statement: an effect's row, which those who
    change the incident wait for, is held for no round trip more than it needs.
    """
    told = trouble_key(claimed.subject) if claimed.kind != TROUBLE else ""
    columns = [[getattr(each, name) for each in shown] for name in _SHOWN]
    with connection.cursor() as cursor:
        cursor.execute(_COMPLETE, [claimed.id, claimed.token, told, *columns])
        completed, queue = cursor.fetchone()
    if not completed:
        raise LeaseLost(claimed.key)
    if queue:
        services.wake(queue)


_FAIL = Prepared("""
UPDATE incidents_effect SET
    status = %(status)s,
    deferrals = deferrals + %(limited)s,
    in_doubt = in_doubt OR %(in_doubt)s,
    last_error = %(error)s,
    scope = %(scope)s,
    not_before = clock_timestamp() + %(delay)s * interval '1 second',
    lease_token = NULL, lease_until = NULL
WHERE id = %(id)s AND lease_token = %(token)s
""")


def fail(claimed: Claim, error: ProviderError, *, base: float) -> None:
    """Keep why it failed and when it is tried again; tell the declarer in time.

    `base` is the first delay of the retry policy, in seconds. Waiting that a vendor
    asked for is no failed attempt.
    """
    limited = error.retry_after is not None
    failures = claimed.failures - int(limited)
    deferrals = claimed.deferrals + int(limited)
    over = failures >= MAX_ATTEMPTS or deferrals >= MAX_DEFERRALS
    dead = error.permanent or over
    values = {
        "status": "dead" if dead else "pending",
        "limited": int(limited),
        "in_doubt": error.in_doubt,
        "error": error.message[:2000],
        "scope": error.scope,
        "delay": _until_next(claimed, error, failures, base),
        "id": claimed.id,
        "token": claimed.token,
    }
    long = failures >= TELL_AFTER or deferrals >= TELL_AFTER_DEFERRALS
    if claimed.kind == TROUBLE or not (dead or long):
        _settle(_FAIL, values, claimed)
    else:
        with transaction.atomic():
            _settle(_FAIL, values, claimed)
            services.touch(
                kind=TROUBLE, key=trouble_key(claimed.subject), subject=claimed.subject
            )
    pauses.tell(claimed, error.scope)


def _until_next(
    claimed: Claim, error: ProviderError, failures: int, base: float
) -> float:
    """What waits in a lane keeps its place there."""
    if error.retry_after is None:
        return delay(failures, base=base)
    if "pace" not in claimed.args or (claimed.lane and error.scope):
        return error.retry_after
    return error.retry_after + spread(claimed.deferrals)


def _settle(statement: str, values: object, claimed: Claim) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)  # type: ignore[arg-type]
        if cursor.rowcount != 1:
            raise LeaseLost(claimed.key)


_THROTTLE = Prepared("""
INSERT INTO incidents_throttle (scope, until)
VALUES (%s, clock_timestamp() + %s * interval '1 second')
ON CONFLICT (scope) DO UPDATE
SET until = greatest(incidents_throttle.until, excluded.until)
""")


def throttle(scope: str, *, seconds: float) -> None:
    """Keep that a vendor asked for a pause of this many seconds."""
    with connection.cursor() as cursor:
        cursor.execute(_THROTTLE, [scope, seconds])
