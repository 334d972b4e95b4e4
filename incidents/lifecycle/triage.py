"""Deciding about what a machine opened: it is taken up, or it is nothing."""

from datetime import datetime

from django.db import transaction

from incidents.lifecycle import ending
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.status import IllegalTransition
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import refuse_merged
from incidents.updates import following
from incidents.values import Status, clean_text


@transaction.atomic
def accept(*, incident: Incident, by: Person, now: datetime) -> Incident:
    """It is real: somebody looks into it, and leads it if nobody does.

    Raises IllegalTransition when it is not in triage.
    """
    incident = _in_triage(incident, "accepted", by)
    return lifecycle.change_status(
        incident=incident, wanted=Status.INVESTIGATING, by=by, now=now
    )


@transaction.atomic
def decline(*, incident: Incident, reason: str, by: Person, now: datetime) -> Incident:
    """It is nothing. Raises Mistake without a reason, or when it is not in triage."""
    incident = _in_triage(incident, "declined", by)
    incident.resolution = clean_text(reason, field="reason")
    incident.status = Status.DECLINED
    incident.acknowledged_at, incident.acknowledged_by = now, by
    incident.save(
        update_fields=["resolution", "status", "acknowledged_at", "acknowledged_by"]
    )
    entry = record.add_entry(
        incident=incident,
        kind=Entry.Kind.DECLINED,
        text=f"Declined. {incident.resolution}",
        at=now,
        by=by,
        data={"reason": incident.resolution},
    )
    ending.ended(incident=incident, by=by, now=now)
    effects.tell(incident, entry=entry, message="change")
    following.tell(incident=incident, entry=entry, message="change", by=by)
    effects.show(incident)
    return incident


def _in_triage(incident: Incident, done: str, by: Person) -> Incident:
    incident = record.lock(incident)
    check(incident, done, by=by)
    return incident


def check(incident: Incident, done: str, *, by: Person) -> None:
    """Raises Mistake when it is decided already, so that it cannot be `done`."""
    refuse_merged(incident, by=by, field="status")
    if incident.status != Status.TRIAGE:
        label = incident.get_status_display().lower()
        raise IllegalTransition(
            f"{incident.reference} is {label}: only what is in triage can be {done}."
        )
