"""Who may work on what: advisory locks until the transaction ends.

Order: a shard, its services by id, their incidents by id, alerts. People's verbs begin
with the incident and take no service, so that nobody waits in a circle.
"""

from collections.abc import Collection, Iterable

from django.db import InterfaceError, OperationalError, ProgrammingError, connection

from incidents.record.models import Incident

# The first of PostgreSQL's two numbers: what the second one counts.
SHARD, SERVICE, PARTITIONS = 4_001, 4_002, 4_003
# SQLSTATE's class of what is too big or too deep for PostgreSQL: psycopg calls it
# operational, but it fails again each time. And that of tables and columns that are not
# there, as while a new version is being rolled out: no row's fault.
TOO_MUCH, UNDEFINED = "54", "42"


def try_shard(shard: int) -> bool:
    """Whether nobody else drains it."""
    return _try(SHARD, shard)


def try_partitions() -> bool:
    """Whether nobody else looks after the inbox's days."""
    return _try(PARTITIONS, 0)


def services(ids: Iterable[int]) -> None:
    """Wait until nobody else sorts alerts of these services."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, n::int) FROM"
            " (SELECT unnest(%s::bigint[]) AS n ORDER BY 1) AS ordered",
            [SERVICE, sorted(set(ids))],
        )


def incidents(ids: Collection[int], *, held: bool = True) -> dict[int, Incident]:
    """These incidents as they are now, by id; held unless told otherwise."""
    if not ids:
        return {}
    found = Incident.objects.filter(pk__in=ids).order_by("pk")
    if held:
        found = found.select_for_update(no_key=True)
    return {each.pk: each for each in found}


def is_passing(error: Exception) -> bool:
    """Whether it is about the moment (a lock, a lost connection, a schema that is older
    than this version), not about the data.

    Source: https://www.postgresql.org/docs/current/errcodes-appendix.html.
    """
    state = str(getattr(error.__cause__, "pgcode", "") or "")
    if isinstance(error, OperationalError | InterfaceError):
        return not state.startswith(TOO_MUCH)
    return isinstance(error, ProgrammingError) and state.startswith(UNDEFINED)


def _try(kind: int, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [kind, number])
        (taken,) = cursor.fetchone()
    return bool(taken)
