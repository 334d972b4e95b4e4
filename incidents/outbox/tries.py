"""Bounding tries, such as log-ins: some at once, and then one in so much time.

A scope's `until` is when its tries are all forgotten: each adds its share to it, and
there is no more to take once that lies too far ahead (the generic cell rate algorithm).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from incidents.outbox.models import Throttle
from incidents.prepared import Prepared


@dataclass(frozen=True)
class Limit:
    """Of this scope, `most` tries at once, and one more each `every`."""

    scope: str
    most: int
    every: timedelta


_TAKE = Prepared("""
INSERT INTO incidents_throttle AS known (scope, until)
VALUES (%(scope)s, clock_timestamp() + make_interval(secs => %(every)s))
ON CONFLICT (scope) DO UPDATE
    SET until = greatest(known.until, clock_timestamp())
        + make_interval(secs => %(every)s)
    WHERE known.until
        <= clock_timestamp() + make_interval(secs => %(every)s) * (%(most)s - 1)
RETURNING scope
""")
_WAIT = Prepared("""
SELECT until - clock_timestamp() - make_interval(secs => %(every)s) * (%(most)s - 1)
FROM incidents_throttle WHERE scope = %(scope)s
""")


def take(limits: Sequence[Limit]) -> timedelta:
    """Take a try of all of these; zero, or how long to wait for the next one."""
    longest = timedelta(0)
    for limit in limits:
        named: dict[str, str | int | float] = {
            "scope": limit.scope,
            "most": limit.most,
            "every": limit.every.total_seconds(),
        }
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, named)
            if cursor.fetchone() is None:
                cursor.execute(_WAIT, named)
                row = cursor.fetchone()
                longest = max(longest, row[0] if row else timedelta(0))
    return longest


def forget(scope: str) -> None:
    """Its tries count no more: the last one went well."""
    Throttle.objects.filter(scope=scope).delete()


def lift(*, throttles: Iterable[Throttle], kind: str) -> int:
    """Forget the tries of this kind (`log-in`) among these rows; how many rows. A
    vendor's pause stays.
    """
    ids = [each.pk for each in throttles]
    count, _ = Throttle.objects.filter(
        pk__in=ids, scope__startswith=f"{kind}:"
    ).delete()
    return count
