"""Declaring, with the message that somebody declares from."""

from datetime import datetime

from django.db import transaction

from incidents.lifecycle import declaring
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person
from incidents.record import timeline
from incidents.record.models import Incident
from incidents.record.timeline import MessageFacts


@transaction.atomic
def declare(
    *,
    declaration: Declaration,
    message: MessageFacts | None,
    by: Person,
    now: datetime,
) -> Incident:
    """Declare one incident; the message stands on its timeline at its own time.

    Raises Mistake, naming the field.
    """
    incident = declaring.declare(declaration=declaration, by=by, now=now)
    if message is not None:
        timeline.add_message(incident=incident, message=message, by=by, now=now)
    return incident
