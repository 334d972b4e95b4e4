"""Incidents that Brightwater had before Muster came: on record, never in Slack."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from backoffice.seeding import company, lookback, taking_part, to_dos
from incidents.catalog.models import Service
from incidents.people.models import Person
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.values import Status

Kind = Entry.Kind


@dataclass(frozen=True)
class Line:
    """A line of a timeline, `minute` after it was declared."""

    minute: int
    kind: Entry.Kind
    who: str
    text: str


@dataclass(frozen=True)
class Past:
    """An incident that is over: how long ago it began, and what happened."""

    ago: timedelta
    title: str
    summary: str
    severity: str
    service: str
    declarer: str
    resolution: str
    lines: tuple[Line, ...]


PAST = (
    Past(
        timedelta(days=23, hours=5),
        "Card payments declined for one bank in six",
        "Customers of several banks cannot pay; other cards work.",
        "SEV1",
        "card-gateway",
        "ben",
        "The gateway's certificate was renewed and its expiry is now watched.",
        (
            Line(4, Kind.LEAD, "ben", "Lead: Ben Castellano → Ada Okafor"),
            Line(8, Kind.NOTE, "ben", "The other networks are fine: it is not us all"),
            Line(
                11,
                Kind.UPDATE,
                "ada",
                "One network refuses our certificate: it expired at midnight.",
            ),
            Line(19, Kind.STATUS, "ada", "Status: Investigating → Fixing"),
            Line(
                38,
                Kind.UPDATE,
                "chloe",
                "The new certificate is out; declines are falling.",
            ),
            Line(41, Kind.STATUS, "ada", "Status: Fixing → Monitoring"),
            Line(66, Kind.RESOLVED, "ada", "Status: Monitoring → Resolved"),
            Line(786, Kind.POSTMORTEM, "ada", "Post-mortem: it is published"),
            Line(2880, Kind.CLOSED, "ada", "Status: Resolved → Closed"),
        ),
    ),
    Past(
        timedelta(days=9, hours=2),
        "Search answers slowly since the nightly index",
        "Half of all searches take more than four seconds.",
        "SEV3",
        "search",
        "hugo",
        "The index is built on its own nodes now.",
        (
            Line(15, Kind.UPDATE, "grace", "The nightly index never finished."),
            Line(22, Kind.STATUS, "grace", "Status: Investigating → Fixing"),
            Line(74, Kind.STATUS, "grace", "Status: Fixing → Monitoring"),
            Line(120, Kind.RESOLVED, "grace", "Status: Monitoring → Resolved"),
            Line(1500, Kind.CLOSED, "grace", "Status: Resolved → Closed"),
        ),
    ),
)

_MILESTONES = {
    "Fixing": "fixing_at",
    "Monitoring": "monitoring_at",
    "Resolved": "resolved_at",
    "Closed": "closed_at",
}


@transaction.atomic
def make(*, now: datetime) -> int:
    """Record what is not on record yet; how many. Asks for no effects."""
    known = set(Incident.objects.values_list("title", flat=True))
    missing = [past for past in PAST if past.title not in known]
    for past in missing:
        _record(past, begin=now - past.ago)
    return len(missing)


def _record(past: Past, *, begin: datetime) -> None:
    names = {past.declarer, *(line.who for line in past.lines)}
    people = {name: company.person(name) for name in sorted(names)}
    declarer, lead = people[past.declarer], people[past.lines[-1].who]
    incident = Incident(
        title=past.title,
        summary=past.summary,
        severity=past.severity,
        service=Service.objects.get(slug=past.service),
        status=Status.CLOSED,
        resolution=past.resolution,
        declared_by=declarer,
        lead=lead,
        acknowledged_by=declarer,
        acknowledged_at=begin,
        declared_at=begin,
        investigating_at=begin,
    )
    for line in past.lines:
        reached = line.text.rpartition("→ ")[2]
        if line.kind is not Kind.LEAD and reached in _MILESTONES:
            setattr(incident, _MILESTONES[reached], _at(line, begin))
    incident.save()
    record.add_participants(incident=incident, people=people.values())
    lookback.write(incident)
    _write(incident, past, people, begin)
    to_dos.write(incident, begin=begin)
    taking_part.write(incident)


def _write(
    incident: Incident, past: Past, people: dict[str, Person], begin: datetime
) -> None:
    declared = Line(0, Kind.DECLARED, past.declarer, f"Declared: {past.title}")
    for line in (declared, *past.lines):
        record.add_entry(
            incident=incident,
            kind=line.kind,
            text=line.text,
            at=_at(line, begin),
            by=people[line.who],
            data={"seeded": True},
        )
        if line.kind is Kind.UPDATE:
            incident.latest_update = line.text
    incident.save(update_fields=["latest_update"])


def _at(line: Line, begin: datetime) -> datetime:
    return begin + timedelta(minutes=line.minute)
