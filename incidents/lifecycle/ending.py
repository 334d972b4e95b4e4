"""What ends with an incident that is neither resolved nor goes on."""

from datetime import datetime

from incidents.escalation import services as escalation
from incidents.escalation.models import Run
from incidents.lifecycle import freezing
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.updates import services as updates


def ended(*, incident: Incident, by: Person | None, now: datetime) -> None:
    """It was declined or merged: nobody waits for updates, nothing stays frozen."""
    escalation.end(
        incident=incident,
        status=Run.Status.CANCELLED,
        why=f"{incident.reference} is {incident.get_status_display().lower()}",
        by=by,
        now=now,
    )
    updates.end(incident=incident)
    freezing.follow(incident=incident, by=by, now=now)
