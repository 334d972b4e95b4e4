"""Writing the timeline and who takes part."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Subquery, Value
from django.db.models.functions import Greatest

from incidents.people.models import Person
from incidents.record.models import Entry, Incident, Participant
from incidents.values import Mistake


class NoSuchIncident(Mistake):
    """There is no such incident, or this person may not know of it."""


def add_entry(
    *,
    incident: Incident,
    kind: Entry.Kind,
    text: str,
    at: datetime,
    by: Person | None,
    data: Mapping[str, Any] | None = None,
) -> int:
    """Add a line; answers its id. A request that waited for another one brings an
    earlier time, so that `at` counts as no earlier than the line before.
    """
    last = Entry.objects.filter(incident=incident).order_by("-at").values("at")[:1]
    entry = Entry.objects.create(
        incident=incident,
        kind=kind,
        text=text,
        at=Greatest(Value(at), Subquery(last)),
        by=by,
        data=dict(data or {}),
    )
    return entry.pk


def add_participants(*, incident: Incident, people: Iterable[Person]) -> None:
    """Let these people see the incident, private or not."""
    Participant.objects.bulk_create(
        (Participant(incident=incident, person=person) for person in people),
        ignore_conflicts=True,
    )


def lock(incident: Incident) -> Incident:
    """The incident as it is now, held until the transaction ends."""
    return (
        Incident.objects.select_for_update(of=("self",))
        .select_related("service__team", "lead", "declared_by", "channel")
        .get(pk=incident.pk)
    )
