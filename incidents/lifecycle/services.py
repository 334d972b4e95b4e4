"""The verbs of an incident. Each commits its change, its entry and its effects."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from incidents.channels import queries as channels
from incidents.lifecycle import effects, status
from incidents.lifecycle.severity import severity_of
from incidents.people.models import Person
from incidents.record import services as record
from incidents.record.models import MILESTONES, Entry, Incident
from incidents.values import (
    Mistake,
    Status,
    clean_text,
)


@transaction.atomic
def update(*, incident: Incident, text: str, by: Person, now: datetime) -> Incident:
    """Tell how it stands. Raises Mistake when it is over or the text does not fit."""
    incident = record.lock(incident)
    if incident.status in (Status.CLOSED, Status.DECLINED, Status.MERGED):
        raise Mistake(
            f"{incident.reference} is {incident.get_status_display().lower()}: "
            "it takes no updates. Reopen it first.",
            field="text",
        )
    incident.latest_update = clean_text(text, field="text")
    incident.save(update_fields=["latest_update"])
    entry = _entry(incident, Entry.Kind.UPDATE, incident.latest_update, by=by, now=now)
    effects.tell(incident, entry=entry, message="update")
    effects.show(incident)
    return incident


@transaction.atomic
def change_severity(
    *, incident: Incident, severity: str, by: Person, now: datetime
) -> Incident:
    """Raises Mistake when there is no such severity or it is that already."""
    incident = record.lock(incident)
    wanted = severity_of(severity)
    if incident.severity == wanted:
        raise Mistake(f"{incident.reference} is {wanted} already.", field="severity")
    _not_over(incident, "severity")
    before, incident.severity = incident.severity, wanted
    incident.save(update_fields=["severity"])
    text = f"Severity: {before or 'not set'} → {wanted}"
    entry = _entry(
        incident,
        Entry.Kind.SEVERITY,
        text,
        by=by,
        now=now,
        data={"from": before, "to": wanted},
    )
    effects.thread(incident, entry=entry, message="change")
    effects.show(incident)
    return incident


@transaction.atomic
def change_status(
    *, incident: Incident, wanted: Status, by: Person, now: datetime, reason: str = ""
) -> Incident:
    """Move it along its life. Raises IllegalTransition, which says what can follow."""
    incident = record.lock(incident)
    reason = _reason(reason, "reason")
    before = Status(incident.status)
    fields = _move(incident, wanted, now)
    text = f"Status: {before.label} → {wanted.label}"
    kind = _KINDS.get(wanted, Entry.Kind.STATUS)
    if before in status.ENDED and wanted is Status.INVESTIGATING:
        kind = Entry.Kind.REOPENED
        incident.resolution = ""
        fields.append("resolution")
    if reason:
        text = f"{text}. {reason}"
    if wanted is Status.RESOLVED:
        incident.resolution = reason
        fields.append("resolution")
    if incident.acknowledged_at is None:
        incident.acknowledged_at, incident.acknowledged_by = now, by
        fields += ["acknowledged_at", "acknowledged_by"]
    incident.save(update_fields=fields)
    data = {"from": before.value, "to": wanted.value, "reason": reason}
    entry = _entry(incident, kind, text, by=by, now=now, data=data)
    if kind in (Entry.Kind.RESOLVED, Entry.Kind.REOPENED, Entry.Kind.CLOSED):
        effects.tell(incident, entry=entry, message="change")
    else:
        effects.thread(incident, entry=entry, message="change")
    effects.show(incident)
    return incident


_KINDS = {
    Status.RESOLVED: Entry.Kind.RESOLVED,
    Status.CLOSED: Entry.Kind.CLOSED,
}


def resolve(
    *, incident: Incident, by: Person, now: datetime, reason: str = ""
) -> Incident:
    """It is over. Raises IllegalTransition."""
    return change_status(
        incident=incident,
        wanted=Status.RESOLVED,
        by=by,
        now=now,
        reason=reason,
    )


def close(
    *, incident: Incident, by: Person, now: datetime, reason: str = ""
) -> Incident:
    """Nothing is left to do. Raises IllegalTransition while it is open."""
    return change_status(
        incident=incident,
        wanted=Status.CLOSED,
        by=by,
        now=now,
        reason=reason,
    )


@transaction.atomic
def reopen(
    *, incident: Incident, by: Person, now: datetime, reason: str = ""
) -> Incident:
    """It is not over after all. Raises IllegalTransition while it is open."""
    incident = record.lock(incident)
    if Status(incident.status).is_open:
        raise status.IllegalTransition(f"{incident.reference} is open already.")
    return change_status(
        incident=incident,
        wanted=Status.INVESTIGATING,
        by=by,
        now=now,
        reason=reason,
    )


@transaction.atomic
def assign_lead(
    *, incident: Incident, lead: Person, by: Person, now: datetime
) -> Incident:
    """Hand the lead over; the new lead is invited. Raises Mistake."""
    incident = record.lock(incident)
    _not_over(incident, "lead")
    if not lead.is_active:
        raise Mistake(f"{lead.name} has left: name somebody who is here.", field="lead")
    if channels.is_guest(lead):
        raise Mistake(
            f"{lead.name} is a guest of the workspace: name a member.", field="lead"
        )
    if incident.lead_id == lead.pk:
        raise Mistake(f"{lead.name} leads {incident.reference} already.", field="lead")
    before, incident.lead = incident.lead, lead
    incident.save(update_fields=["lead"])
    text = f"Lead: {before.name if before else 'nobody'} → {lead.name}"
    data = {"from": before.pk if before else None, "to": lead.pk}
    entry = _entry(incident, Entry.Kind.LEAD, text, by=by, now=now, data=data)
    record.add_participants(incident=incident, people=[lead])
    effects.invite(incident, [lead], entry=entry)
    if lead != by:
        effects.post(incident, entry=entry, message="lead")
    effects.show(incident)
    return incident


def _move(incident: Incident, wanted: Status, now: datetime) -> list[str]:
    """Set the status and its times; answers the fields that changed."""
    reached = {s: at for s in MILESTONES if (at := incident.reached(s)) is not None}
    moved = status.change(
        Status(incident.status),
        wanted,
        reached=reached,
        at=now,
        name=incident.reference,
    )
    incident.status = moved.status
    for stage, at in moved.times.items():
        setattr(incident, MILESTONES[stage], at)
    return ["status", *(MILESTONES[stage] for stage in moved.times)]


def _entry(
    incident: Incident,
    kind: Entry.Kind,
    text: str,
    *,
    by: Person,
    now: datetime,
    data: Mapping[str, object] | None = None,
) -> int:
    return record.add_entry(
        incident=incident, kind=kind, text=text, at=now, by=by, data=data
    )


def _not_over(incident: Incident, field: str) -> None:
    if incident.status in (Status.CLOSED, Status.DECLINED, Status.MERGED):
        label = incident.get_status_display().lower()
        raise Mistake(f"{incident.reference} is {label}: reopen it first.", field=field)


def _reason(text: str, field: str) -> str:
    return clean_text(text, field=field) if text.strip() else ""
