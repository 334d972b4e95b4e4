"""Somebody takes an incident up: acknowledged, led, and given its channel."""

from datetime import datetime

from incidents.lifecycle import opening
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Incident


def take_up(incident: Incident, *, by: Person, now: datetime) -> list[str]:
    """Whoever moves it first acknowledges it, and leads it while it is open and nobody
    does. Sets the fields and answers which; the caller saves them.
    """
    fields = []
    if incident.acknowledged_at is None:
        incident.acknowledged_at, incident.acknowledged_by = now, by
        fields += ["acknowledged_at", "acknowledged_by"]
    if incident.lead is None and incident.is_open:
        incident.lead = by
        fields.append("lead")
    return fields


def bring_in(incident: Incident, person: Person, *, entry: int) -> bool:
    """Who took it up takes part, in its channel if it has or now gets one. Answers
    whether it got one only now.
    """
    had = bool(incident.channel_name)
    record.add_participants(incident=incident, people=[person])
    opening.follow(incident, entry=entry)
    effects.invite(incident, [person], entry=entry)
    return bool(incident.channel_name) and not had
