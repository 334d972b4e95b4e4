"""What a verb of an incident means for its alerts and group keys.

Each works in the transaction that holds the incident.
"""

from datetime import datetime

from incidents.alerts import closing, regrouping, silencing
from incidents.alerts.models import IncidentTag
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.values import Status


def moved(incident: Incident, *, before: Status, by: Person, now: datetime) -> None:
    """It went from `before` to what it is now."""
    if incident.status == Status.RESOLVED:
        closing.resolve_alerts(incident=incident, by=by, now=now)
    elif before is Status.TRIAGE:
        closing.acknowledge_alerts(incident=incident, by=by, now=now)
    elif not before.is_open and incident.is_open:
        regrouping.reopen(incident=incident)


def declined(incident: Incident, *, by: Person, now: datetime) -> None:
    """It is nothing: what fires stays there, what comes new does not join it."""
    closing.acknowledge_alerts(incident=incident, by=by, now=now)
    regrouping.close(incident=incident, now=now)


def merged(incident: Incident, *, into: Incident, by: Person, now: datetime) -> None:
    """Its alerts and group keys lead to the survivor, with the tags people gave it."""
    closing.move(incident=incident, into=into, by=by, now=now)
    silencing.move(incident=incident, into=into)
    tags = IncidentTag.objects.filter(incident=incident, by__isnull=False)
    IncidentTag.objects.bulk_create(
        (IncidentTag(incident=into, text=each.text, by=each.by) for each in tags),
        ignore_conflicts=True,
    )
