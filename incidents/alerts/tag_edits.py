"""Tags that people put on an incident, and take off it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from incidents.alerts.models import IncidentTag
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import refuse_merged
from incidents.values import Mistake, clean_line

LIMIT = 60
MOST = 20
# Where the line of a removal keeps what was removed.
REMOVED = "tag_removed"


@transaction.atomic
def add(*, incident: Incident, text: str, by: Person, now: datetime) -> Incident:
    """Raises Mistake when it has the tag already, or MOST of them."""
    incident = record.lock(incident)
    refuse_merged(incident, by=by, field="tag")
    tag = clean_line(text, field="tag", limit=LIMIT)
    known = set(
        IncidentTag.objects.filter(incident=incident).values_list("text", flat=True)
    )
    if tag.lower() in {each.lower() for each in known}:
        raise Mistake(f"{incident.reference} has the tag “{tag}” already.", field="tag")
    if len(known) >= MOST:
        raise Mistake(
            f"{incident.reference} has {MOST} tags: take one off first.", field="tag"
        )
    IncidentTag.objects.create(incident=incident, text=tag, by=by)
    _told(incident, f"Tag added: {tag}", {}, by=by, now=now)
    return incident


@transaction.atomic
def remove(*, incident: Incident, text: str, by: Person, now: datetime) -> Incident:
    """Raises Mistake when it has no such tag."""
    incident = record.lock(incident)
    refuse_merged(incident, by=by, field="tag")
    gone, _ = IncidentTag.objects.filter(incident=incident, text=text).delete()
    if not gone:
        raise Mistake(f"{incident.reference} has no tag “{text[:LIMIT]}”.", field="tag")
    _told(incident, f"Tag removed: {text}", {REMOVED: text}, by=by, now=now)
    return incident


def removed(ids: Collection[int]) -> dict[int, set[str]]:
    """The tags that people took off these incidents, which no alert brings back."""
    found: dict[int, set[str]] = {}
    lines = Entry.objects.filter(
        incident__in=ids, kind=Entry.Kind.ALERTS, data__has_key=REMOVED
    )
    for incident, data in lines.order_by().values_list("incident_id", "data"):
        found.setdefault(incident, set()).add(str(data[REMOVED]))
    return found


def _told(
    incident: Incident, text: str, data: dict[str, str], *, by: Person, now: datetime
) -> None:
    record.add_entry(
        incident=incident, kind=Entry.Kind.ALERTS, text=text, at=now, by=by, data=data
    )
    effects.show(incident)
