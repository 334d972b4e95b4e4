"""Declaring incidents: the one way in, whoever or whatever declares."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from incidents.catalog.models import Service
from incidents.lifecycle import effects, naming
from incidents.lifecycle.severity import severity_of
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.values import TITLE_LIMIT, Mistake, Status, clean_line, clean_text


def declare(*, declaration: Declaration, by: Person, now: datetime) -> Incident:
    """Declare one incident. Raises Mistake, naming the field."""
    (incident,) = declare_many(declarations=[declaration], by=by, now=now)
    return incident


@transaction.atomic
def declare_many(
    *, declarations: Sequence[Declaration], by: Person, now: datetime
) -> list[Incident]:
    """Declare incidents, each with its channel. Raises Mistake; then none is made."""
    incidents = [_checked(declaration, by, now) for declaration in declarations]
    for incident in incidents:
        incident.save()
        incident.channel_name = naming.channel_name(incident.pk, incident.title)
        incident.save(update_fields=["channel_name"])
        _declared(incident, by, now)
    return incidents


def _checked(declaration: Declaration, by: Person, now: datetime) -> Incident:
    summary = declaration.summary.strip()
    return Incident(
        title=clean_line(declaration.title, field="title", limit=TITLE_LIMIT),
        summary=clean_text(summary, field="summary") if summary else "",
        severity=severity_of(declaration.severity) if declaration.severity else "",
        service=_service(declaration.service),
        is_private=declaration.is_private,
        status=Status.INVESTIGATING,
        declared_by=by,
        lead=by,
        declared_at=now,
        investigating_at=now,
        acknowledged_at=now,
        acknowledged_by=by,
    )


def _declared(incident: Incident, by: Person, now: datetime) -> None:
    people = {by}
    if incident.service and not incident.is_private:
        people |= set(incident.service.team.people.filter(is_active=True))
    entry = record.add_entry(
        incident=incident,
        kind=Entry.Kind.DECLARED,
        text=f"Declared: {incident.title}",
        at=now,
        by=by,
        data={"severity": incident.severity, "people": sorted(p.pk for p in people)},
    )
    record.add_participants(incident=incident, people=people)
    effects.open_channel(incident, list(people), entry=entry)


def _service(pk: int | None) -> Service | None:
    if pk is None:
        return None
    found = Service.objects.select_related("team").filter(pk=pk).first()
    if found is None:
        raise Mistake("That service is gone. Choose another.", field="service")
    return found
