"""Putting received bodies in once more: after a mapping or a rule was mended.

A replay is a row of its own that names the first one. What it says meets the same
alerts by the same keys, so that replaying something twice makes nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from incidents import ports
from incidents.alerts import inbox
from incidents.alerts.inbox import Arrival
from incidents.alerts.models import InboxRow
from incidents.catalog.models import Service
from incidents.values import Mistake

QUEUE = "ingest"
MOST = 10_000
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bodies: these ids, or all of a service and a time (UTC)."""

    ids: Sequence[int] = ()
    service: Service | None = None
    since: datetime | None = None
    only_problems: bool = False


def chosen(wanted: Wanted) -> "QuerySet[InboxRow]":
    """The rows meant, in the order they came. Replays are left out unless named."""
    found = InboxRow.objects.order_by("pk")
    if wanted.ids:
        found = found.filter(pk__in=wanted.ids)
    else:
        found = found.filter(replay_of__isnull=True)
    if wanted.service:
        found = found.filter(service=wanted.service)
    if wanted.since:
        found = found.filter(received_at__gte=wanted.since)
    return found.exclude(problem="") if wanted.only_problems else found


def replay(wanted: Wanted) -> list[int]:
    """Put them in again; answers the new rows' ids. Raises Mistake."""
    ids = list(chosen(wanted).values_list("pk", flat=True)[: MOST + 1])
    missing = sorted(set(wanted.ids) - set(ids))
    if missing:
        listed = ", ".join(f"#{number}" for number in missing[:5])
        raise Mistake(
            f"There is no received body {listed}: bodies are kept for 30 days."
        )
    if not ids:
        raise Mistake("No received body fits: there is nothing to replay.")
    if len(ids) > MOST:
        raise Mistake(f"More than {MOST:,} bodies fit: choose a shorter time.")
    made: list[int] = []
    for start in range(0, len(ids), AT_ONCE):
        made += _put(ids[start : start + AT_ONCE])
    return made


@transaction.atomic
def _put(ids: Sequence[int]) -> list[int]:
    rows = InboxRow.objects.filter(pk__in=ids).order_by("pk")
    made = inbox.put(_arrival(row) for row in rows)
    transaction.on_commit(lambda: ports.wake(QUEUE))
    return made


def _arrival(row: InboxRow) -> Arrival:
    return Arrival(
        service_id=row.service_id,
        source=row.source,
        body=bytes(row.body),
        key_id=row.key_id,
        context=row.context,
        replay_of=row.replay_of or row.pk,
    )
