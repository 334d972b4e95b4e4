"""So many calls a second of an account, the most urgent first; nothing sleeps.

A row of PostgreSQL says when the account is free again. A second's worth of calls may
go at once; who finds no place is told when to come back, by how many are before them.
"""

from math import floor

from django.conf import settings
from django.db import connection

from incidents.outbox.values import Claim, ProviderError
from incidents.prepared import Prepared

ROUNDING = 1e-6
# Whoever is more urgent and due before the next place, or was claimed in this second,
# goes first; not those that another call tells of, or that wait to be told together.
_AHEAD = Prepared("""
SELECT count(*) FILTER (
        WHERE e.status = 'leased' OR e.not_before <= clock_timestamp()
            + %(each)s * interval '1 second'),
    count(*),
    (SELECT coalesce(extract(epoch FROM t.until - clock_timestamp()), 0)
        FROM incidents_throttle t WHERE t.scope = %(scope)s)
FROM incidents_effect e
WHERE e.kind = %(kind)s AND e.queue = %(queue)s
    AND (e.status = 'pending' OR (e.status = 'leased'
        AND e.lease_until > clock_timestamp() + %(fresh)s * interval '1 second'))
    AND (e.priority, e.id)
        < ((SELECT priority FROM incidents_effect WHERE id = %(id)s), %(id)s)
    AND EXISTS (SELECT FROM incidents_page p
        WHERE p.id = (e.args->>'page')::bigint AND p.way = %(way)s
            AND coalesce(p.told_by_id, 0) = 0
            AND (p.held_until IS NULL OR p.held_until <= clock_timestamp()))
""")
_TAKE = Prepared("""
INSERT INTO incidents_throttle AS t (scope, until)
VALUES (%(scope)s, clock_timestamp() + %(each)s * interval '1 second')
ON CONFLICT (scope) DO UPDATE
SET until = greatest(t.until, clock_timestamp()) + %(each)s * interval '1 second'
WHERE t.until <= clock_timestamp() + %(burst)s * interval '1 second'
RETURNING 1
""")


def take(claim: Claim, *, account: str, way: str, rate: float) -> None:
    """Take the account's next place, of `rate` a second. Raises ProviderError with when
    to come back.
    """
    if rate <= 0:
        return
    each = 1 / rate
    burst = max(0.0, (max(1, int(rate)) - 1) * each)
    values = {
        "scope": f"{account}:{way}",
        "id": claim.id,
        "kind": claim.kind,
        "queue": claim.queue,
        "way": way,
        "fresh": settings.LEASE_SECONDS - 1.0,
        "each": each,
        "burst": burst,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AHEAD, values)
        due, ahead, busy = cursor.fetchone()
        taken = max(float(busy or 0), 0)
        # Where there is a place for each of those too, nobody waits for their calls.
        if due < floor((burst - taken) / each + ROUNDING) + 1:
            cursor.execute(_TAKE, values)
            if cursor.rowcount:
                return
    wait = max(taken - burst, 0) + max(ahead, 1) * each
    raise ProviderError("Waits for its place in the queue", retry_after=wait)
