"""Inviting people by name."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from incidents.channels import queries as channels
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import refuse_merged
from incidents.values import Mistake

MOST = 100


@transaction.atomic
def invite(
    *, incident: Incident, people: Sequence[Person], by: Person, now: datetime
) -> Incident:
    """Into its channel; they may see the incident, private or not. Raises Mistake."""
    incident = record.lock(incident)
    refuse_merged(incident, by=by)
    if not incident.channel_name:
        raise Mistake(f"{incident.reference} has no channel to invite anybody to.")
    people = list(dict.fromkeys(people))
    if len(people) > MOST:
        raise Mistake(f"That is {len(people)} people; at most {MOST} come at once.")
    for person in people:
        if not person.is_active:
            raise Mistake(f"{person.name} has left: name somebody who is here.")
        if incident.is_private and channels.is_guest(person):
            raise Mistake(
                f"{person.name} is a guest of the workspace, and {incident.reference} "
                "is private: name a member."
            )
    names = ", ".join(person.name for person in people)
    entry = record.add_entry(
        incident=incident,
        kind=Entry.Kind.PEOPLE,
        text=f"Invited by name: {names}",
        at=now,
        by=by,
        data={"people": [person.pk for person in people]},
    )
    record.add_participants(incident=incident, people=people)
    effects.invite(incident, people, entry=entry)
    return incident
