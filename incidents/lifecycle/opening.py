"""Giving an incident its channel: at once, when it is taken up, or when asked for."""

from datetime import datetime

from django.db import transaction

from incidents.catalog import queries as catalog
from incidents.lifecycle import naming
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import refuse_over
from incidents.values import Mistake, Status


@transaction.atomic
def open_channel(*, incident: Incident, by: Person | None, now: datetime) -> Incident:
    """Open the channel that it did without so far. Raises Mistake."""
    incident = record.lock(incident)
    refuse_over(incident, by=by)
    if incident.channel_name:
        state = "has a channel" if incident.channel else "is getting its channel"
        raise Mistake(f"{incident.reference} {state} already.")
    if by is not None:
        record.add_participants(incident=incident, people=[by])
    entry = record.add_entry(
        incident=incident,
        kind=Entry.Kind.CHANNEL,
        text="A channel was asked for",
        at=now,
        by=by,
    )
    give_channel(incident, entry=entry)
    effects.show(incident)
    return incident


def follow(incident: Incident, *, entry: int) -> None:
    """Open its channel once it is taken up, if its severity asks for one; into one
    that it has, invite whom it needs now.
    """
    taken_up = incident.is_open and incident.status != Status.TRIAGE
    if incident.channel_name:
        effects.ask_for_people(incident, entry=entry)
    elif taken_up and wanted(incident):
        give_channel(incident, entry=entry)
    elif taken_up:  # what alerts opened was not announced until now
        effects.announce(incident)


def wanted(incident: Incident) -> bool:
    """Whether its severity asks for a channel; one that is not set does."""
    return catalog.rule(incident.severity).opens_channel


def give_channel(incident: Incident, *, entry: int) -> None:
    """Reserve its name, open it and invite whom it needs; the caller shows what else
    changed.
    """
    incident.channel_name = naming.channel_name(incident.pk, incident.title)
    incident.save(update_fields=["channel_name"])
    effects.open_channel(incident, entry=entry)
