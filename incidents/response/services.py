"""What front ends call."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from incidents.outbox import services as outbox
from incidents.outbox.models import Effect
from incidents.outbox.whole import whole
from incidents.people.models import Person
from incidents.prepared import Prepared
from incidents.record import services as record
from incidents.record.models import Entry, Incident, incident_of
from incidents.response import verbs
from incidents.response.models import Receipt
from incidents.values import Mistake

Answer = dict[str, Any]


def once(digest: str, act: Callable[[], tuple[Answer, bool]]) -> tuple[Answer, bool]:
    """Carry a request out once, however often it is delivered.

    `act` answers what to say and whether that is final. Answers what to say, and
    whether this was the first time. The change and the digest commit together; a copy
    of a final request gets the same answer and changes nothing, even when both arrive
    at the same moment. What is not final (a form with a mistake in it) or raises
    leaves no trace.
    """
    with whole():
        if not _taken(digest):
            return Receipt.objects.get(digest=digest).answer or {}, False
        answer, final = act()
        if final:
            _answered(digest, answer)
        else:
            transaction.set_rollback(True)
    return answer, True


_TAKE = Prepared(
    "INSERT INTO incidents_receipt (digest) VALUES (%s) ON CONFLICT DO NOTHING"
)
_KEEP = Prepared("UPDATE incidents_receipt SET answer = %s::jsonb WHERE digest = %s")


def _taken(digest: str) -> bool:
    """Whether this request is new; a copy waits here for the one under way."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [digest])
        return bool(cursor.rowcount)


def _answered(digest: str, answer: Answer) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [json.dumps(answer), digest])


def resolve(
    *, incident: Incident, by: Person, now: datetime, reason: str = ""
) -> Incident:
    """It is over. Raises IllegalTransition."""
    return verbs.resolve(incident=incident, by=by, now=now, reason=reason)


@transaction.atomic
def retry(*, incident: Incident, by: Person, now: datetime) -> int:
    """Try again what is stuck about the incident; how many effects that is."""
    incident = record.lock(incident)
    count = outbox.retry(incident.subject)
    if count:
        record.add_entry(
            incident=incident,
            kind=Entry.Kind.TROUBLE,
            text=f"Tried again what was stuck ({count})",
            at=now,
            by=by,
        )
    return count


@transaction.atomic
def retry_effects(*, effects: Iterable[Effect], by: Person, now: datetime) -> int:
    """Try these effects that gave up again; how many effects that is.

    The timeline of an incident tells it. Raises Mistake when none had given up.
    """
    ordered = sorted(effects, key=lambda effect: effect.pk)  # as `retry` locks them
    _hold({incident_of(effect.subject) for effect in ordered})
    revived = [effect for effect in ordered if outbox.retry_one(effect.pk)]
    if not revived:
        raise Mistake("Nothing to retry: it has not given up.")
    kinds: dict[int, list[str]] = {}
    for effect in revived:
        incident_id = incident_of(effect.subject)
        if incident_id is not None:
            kinds.setdefault(incident_id, []).append(effect.kind)
    for incident in Incident.objects.filter(pk__in=kinds):
        record.add_entry(
            incident=incident,
            kind=Entry.Kind.TROUBLE,
            text=f"Tried again what was stuck: {', '.join(kinds[incident.pk])}",
            at=now,
            by=by,
        )
    return len(revived)


def _hold(incident_ids: Iterable[int | None]) -> None:
    """Lock these incidents before their effects, as every change of them does."""
    held = Incident.objects.select_for_update(no_key=True).filter(
        pk__in=set(incident_ids)
    )
    list(held.order_by("pk").values_list("pk"))


def forget_receipts(*, before: datetime) -> int:
    """Forget requests older than this; how many."""
    count, _ = Receipt.objects.filter(created_at__lt=before).delete()
    return count
