"""The inbox: bodies as they came, durable before anybody hears 202."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection, transaction

from incidents.alerts.models import SHARDS
from incidents.prepared import Prepared

# The digest of its key, source, context as JSON, body; None asks after the key alone.
Offered = tuple[str, str, str, bytes | None]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A body that came for a service, checked as far as transport goes."""

    service_id: int
    source: str
    body: bytes
    key_id: int | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    replay_of: int | None = None


class Cursor(Protocol):
    """What the accepting side's own connection and Django's have in common."""

    def execute(self, sql: str, params: Sequence[Any] = ..., /) -> Any: ...
    def fetchall(self) -> Any: ...


INSERT = Prepared("""
INSERT INTO incidents_inbox
    (shard, service_id, key_id, source, context, body, replay_of)
SELECT mod(service, %s), service, key, source, context::jsonb, body, replay
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bytea[],
    %s::bigint[]) WITH ORDINALITY
    AS t (service, key, source, context, body, replay, place)
ORDER BY place
RETURNING id
""")

# One statement, so that it is one transaction and one round trip. What has no good key
# is not among its rows. Numbers are given in the order of arrival.
KEEP = Prepared("""
WITH offered AS (
    SELECT offer.*, key.id AS key, key.service_id AS service
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::bytea[]) WITH ORDINALITY
        AS offer (digest, source, context, body, place)
    JOIN incidents_servicekey AS key USING (digest)
    WHERE key.revoked_at IS NULL
        AND (key.expires_at IS NULL OR key.expires_at > now())
    ORDER BY place
), numbered AS MATERIALIZED (
    SELECT *, CASE WHEN body IS NULL THEN 0 ELSE
        nextval(pg_get_serial_sequence('incidents_inbox', 'id')) END AS id
    FROM offered
), kept AS (
    INSERT INTO incidents_inbox (id, shard, service_id, key_id, source, context, body)
    SELECT id, mod(service, %s), service, key, source, context::jsonb, body
    FROM numbered WHERE body IS NOT NULL ORDER BY place
)
SELECT place - 1, id, key FROM numbered
""")

NOTE_USE = Prepared("""
UPDATE incidents_servicekey SET last_used_at = now()
WHERE id IN (
    SELECT id FROM incidents_servicekey WHERE id = ANY(%s)
    FOR NO KEY UPDATE SKIP LOCKED
)
""")


def keep(cursor: Cursor, offers: Sequence[Offered]) -> tuple[dict[int, int], set[int]]:
    """Keep those whose key is good now, in one statement.

    Answers the row's number by the place among the offers, 0 where there was no body,
    nothing where the key is not good; and the keys that were used.
    """
    cursor.execute(KEEP, [*map(list, zip(*offers, strict=True)), SHARDS])
    found = cursor.fetchall()
    return {place: number for place, number, _ in found}, {key for *_, key in found}


def note_use(cursor: Cursor, keys: Collection[int]) -> None:
    """These keys were used now; those that somebody is changing are left out."""
    cursor.execute(NOTE_USE, [list(keys)])


def insert(cursor: Cursor, arrivals: Iterable[Arrival]) -> list[int]:
    """Add them in this transaction, in this order; answers their ids."""
    rows = [
        (
            each.service_id,
            each.key_id,
            each.source,
            json.dumps(dict(each.context)),
            each.body,
            each.replay_of,
        )
        for each in arrivals
    ]
    if not rows:
        return []
    cursor.execute(INSERT, [SHARDS, *map(list, zip(*rows, strict=True))])
    return [number for (number,) in cursor.fetchall()]


@transaction.atomic
def put(arrivals: Iterable[Arrival]) -> list[int]:
    """As `insert`, on Django's connection: heartbeats, replays, tests."""
    with connection.cursor() as cursor:
        return insert(cursor, arrivals)
