"""Declaring incidents: the one way in, whoever or whatever declares."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from incidents import bulk, rows
from incidents.catalog import queries as catalog
from incidents.catalog.models import Service
from incidents.lifecycle import freezing, opening
from incidents.lifecycle.severity import severity_of
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.updates import services as updates
from incidents.values import TITLE_LIMIT, Mistake, Status, clean_line, clean_text


def declare(*, declaration: Declaration, by: Person, now: datetime) -> Incident:
    """Declare one incident. Raises Mistake, naming the field."""
    (incident,) = declare_many(declarations=[declaration], by=by, now=now)
    return incident


@transaction.atomic
def declare_many(
    *, declarations: Sequence[Declaration], by: Person | None, now: datetime
) -> list[Incident]:
    """Declare incidents, each with its channel if its severity asks for one.

    Without `by` a machine declares: it begins in triage, without a lead, until
    somebody accepts, declines or merges it. Raises Mistake; then none is made.
    """
    named = {each.service for each in declarations if each.service is not None}
    found = rows.every(Service, "WHERE id = ANY(%s)", [list(named)]) if named else []
    rows.join(found, "team")
    services = {each.pk: each for each in found}
    incidents = [_checked(each, services, by, now) for each in declarations]
    bulk.insert(incidents)
    entries = bulk.insert([_entry(each, by, now) for each in incidents])
    rules = {each.severity: each for each in catalog.rules()}
    quiet = []
    for incident, entry, declaration in zip(
        incidents, entries, declarations, strict=True
    ):
        if not _declared(incident, declaration, entry=entry.pk, by=by):
            quiet.append(incident)
        rule = rules.get(incident.severity)
        if rule is not None and rule.freezes:  # a new one has nothing to lift
            freezing.follow(incident=incident, by=by, now=now, rule=rule)
        if updates.awaited(incident):
            updates.begun(incident=incident, now=now)
    if quiet:
        effects.show_all(quiet)
    return incidents


def _checked(
    declaration: Declaration,
    services: Mapping[int, Service],
    by: Person | None,
    now: datetime,
) -> Incident:
    summary = declaration.summary.strip()
    if declaration.is_private and by is None and not declaration.people:
        raise Mistake(
            "A private incident needs somebody who may see it: name who declares it.",
            field="private",
        )
    incident = Incident(
        title=clean_line(declaration.title, field="title", limit=TITLE_LIMIT),
        summary=clean_text(summary, field="summary") if summary else "",
        severity=severity_of(declaration.severity) if declaration.severity else "",
        service=_service(declaration.service, services),
        is_private=declaration.is_private,
        declared_at=now,
    )
    if by is not None:
        incident.status = Status.INVESTIGATING
        incident.declared_by = incident.lead = incident.acknowledged_by = by
        incident.investigating_at = incident.acknowledged_at = now
    return incident


def _entry(incident: Incident, by: Person | None, now: datetime) -> Entry:
    return Entry(
        incident=incident,
        kind=Entry.Kind.DECLARED,
        text=f"Declared: {incident.title}",
        at=now,
        by=by,
        data={"severity": incident.severity},
    )


def _declared(
    incident: Incident, declaration: Declaration, *, entry: int, by: Person | None
) -> bool:
    """Bring people in, and open its channel or announce it; whether either was done."""
    people = [by] if by is not None else []
    if declaration.people:
        people += Person.objects.filter(pk__in=declaration.people)
    if people:
        record.add_participants(incident=incident, people=people)
    if declaration.opens_channel and opening.wanted(incident):
        opening.give_channel(incident, entry=entry)
    elif declaration.is_announced:
        effects.announce(incident)
    else:
        return False
    return True


def _service(pk: int | None, known: Mapping[int, Service]) -> Service | None:
    if pk is None:
        return None
    found = known.get(pk)
    if found is None:
        raise Mistake("That service is gone. Choose another.", field="service")
    return found
