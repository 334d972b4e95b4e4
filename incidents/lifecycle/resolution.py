"""What fixed it: asked for when it is resolved, and put right later."""

from datetime import datetime

from django.db import transaction

from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.values import Mistake, Status, clean_text

AFTER = (Status.RESOLVED, Status.POST_INCIDENT, Status.CLOSED)


@transaction.atomic
def write(*, incident: Incident, text: str, by: Person, now: datetime) -> Incident:
    """Say what fixed it, instead of what was said before. Raises Mistake.

    Its card shows it; nothing is posted, for the incident is over already.
    """
    incident = record.lock(incident)
    if incident.status not in AFTER:
        label = incident.get_status_display().lower()
        raise Mistake(
            f"{incident.reference} is {label}: what fixed it is said when it is "
            "resolved.",
            field="text",
        )
    text = clean_text(text, field="text")
    if text == incident.resolution:
        raise Mistake("That is what it says already.", field="text")
    before, incident.resolution = incident.resolution, text
    incident.save(update_fields=["resolution"])
    record.add_entry(
        incident=incident,
        kind=Entry.Kind.RESOLVED,
        text=f"What fixed it: {text}",
        at=now,
        by=by,
        data={"resolution": text, "before": before},
    )
    effects.show(incident)
    return incident
