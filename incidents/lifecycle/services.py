"""The verbs of an incident. Each commits its change, its entry and its effects."""

from collections.abc import Collection, Mapping
from datetime import datetime

from incidents.catalog import queries as catalog
from incidents.escalation import services as escalation
from incidents.escalation.models import Run
from incidents.lifecycle import aftermath, freezing, opening, status
from incidents.lifecycle.severity import severity_of
from incidents.lifecycle.taking_up import bring_in, take_up
from incidents.outbox.whole import atomic
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import MILESTONES, Entry, Incident
from incidents.record.over import refuse_merged, refuse_over
from incidents.roles import queries as role_queries
from incidents.roles import services as roles
from incidents.roles.models import LEAD
from incidents.updates import following
from incidents.updates import services as updates
from incidents.values import (
    Mistake,
    Status,
    clean_text,
)


@atomic
def change_severity(
    *,
    incident: Incident,
    severity: str,
    by: Person,
    now: datetime,
    told: bool = True,
) -> Incident:
    """Raises Mistake when there is no such severity or it is that already. Unless
    `told`, the caller posts it as a part of something else.
    """
    wanted = severity_of(severity)
    rule = catalog.rule(wanted)
    incident = record.lock(incident)
    refuse_over(incident, by=by, field="severity")
    if incident.severity == wanted:
        raise Mistake(f"{incident.reference} is {wanted} already.", field="severity")
    before, incident.severity = incident.severity, wanted
    text = f"Severity: {before or 'not set'} → {wanted}"
    entry = _entry(
        incident,
        Entry.Kind.SEVERITY,
        text,
        by=by,
        now=now,
        data={"from": before, "to": wanted},
    )
    late = updates.severity_changed(
        incident=incident, rule=rule, now=now, also=["severity"]
    )
    freezing.follow(incident=incident, by=by, now=now, rule=rule)
    opening.follow(incident, entry=entry)
    if told:
        _tell(incident, Entry.Kind.SEVERITY, entry=entry, by=by)
    effects.show(incident, also=late)
    return incident


@atomic
def change_status(
    *,
    incident: Incident,
    wanted: Status,
    by: Person,
    now: datetime,
    reason: str = "",
    told: bool = True,
    anyway: bool = False,
) -> Incident:
    """Move it along its life. Raises IllegalTransition, which says what can follow,
    and Blocked, which says what closing needs. Unless `told`, the caller posts it as
    a part of something else. `anyway`: an admin closes it with what is missing.
    """
    incident = record.lock(incident)
    refuse_merged(incident, by=by, field="status")
    reason = _reason(reason, "reason")
    before = Status(incident.status)
    fields = _move(incident, wanted, now)
    after = aftermath.follow(
        incident, before=before, by=by, now=now, reason=reason, anyway=anyway
    )
    text = f"Status: {before.label} → {wanted.label}{after.words}"
    kind = _kind(before, wanted)
    taken = take_up(incident, by=by, now=now)
    fields += taken
    if "lead" in taken:
        text = f"{text}. Lead: nobody → {by.name}"
    if kind is Entry.Kind.REOPENED:
        incident.resolution = ""
        fields.append("resolution")
    if reason:
        text = f"{text}. {reason}"
    if wanted is Status.RESOLVED:
        incident.resolution = reason
        fields.append("resolution")
    incident.save(update_fields=fields)
    data = {"from": before.value, "to": wanted.value, "reason": reason, **after.data}
    entry = _entry(incident, kind, text, by=by, now=now, data=data)
    _end_paging(incident, before, by=by, now=now, taken=taken)
    begins = "lead" in taken or _begins(before, wanted)
    is_new = begins and bring_in(incident, by, entry=entry)
    late = updates.status_changed(incident=incident, before=before, now=now)
    if told:
        _tell(incident, kind, entry=entry, by=by, in_channel=not is_new)
    if before.is_open != wanted.is_open:
        freezing.follow(incident=incident, by=by, now=now)
    effects.show(incident, also=late)
    return incident


def _end_paging(
    incident: Incident,
    before: Status,
    *,
    by: Person,
    now: datetime,
    taken: Collection[str],
) -> None:
    """Nobody is paged any more once somebody took it up, or it is over."""
    if before.is_open and not incident.is_open:
        ended = Run.Status.RESOLVED
    elif "acknowledged_at" in taken:
        ended = Run.Status.ACKNOWLEDGED
    else:
        return
    escalation.end(
        incident=incident,
        status=ended,
        why=f"{ended.label} by {by.name}",
        by=by,
        now=now,
        keep_asked=incident.is_open,
    )


def _begins(before: Status, wanted: Status) -> bool:
    """Whether somebody begins to work on it: nobody did so far."""
    return wanted.is_open and before in (Status.TRIAGE, Status.DECLINED)


def _tell(
    incident: Incident,
    kind: Entry.Kind,
    *,
    entry: int,
    by: Person,
    in_channel: bool = True,
) -> None:
    """Under the announcement and to followers; what matters in the channel too, unless
    that is only being opened: its card says it.
    """
    if in_channel and kind not in (Entry.Kind.STATUS, Entry.Kind.SEVERITY):
        effects.tell(incident, entry=entry, message="change")
    else:
        effects.thread(incident, entry=entry, message="change")
    following.tell(incident=incident, entry=entry, message="change", by=by)


def _kind(before: Status, wanted: Status) -> Entry.Kind:
    if wanted is Status.INVESTIGATING:
        if before in (*status.ENDED, Status.DECLINED):
            return Entry.Kind.REOPENED
        if before is Status.TRIAGE:
            return Entry.Kind.ACCEPTED
    return _KINDS.get(wanted, Entry.Kind.STATUS)


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
    *,
    incident: Incident,
    by: Person,
    now: datetime,
    reason: str = "",
    anyway: bool = False,
) -> Incident:
    """Nothing is left to do. Raises IllegalTransition while it is open, and Blocked
    while something is missing; `anyway`: an admin says why it is closed all the same.
    """
    return change_status(
        incident=incident,
        wanted=Status.CLOSED,
        by=by,
        now=now,
        reason=reason,
        anyway=anyway,
    )


@atomic
def reopen(
    *, incident: Incident, by: Person, now: datetime, reason: str = ""
) -> Incident:
    """It is not over after all, and why. Raises IllegalTransition while it is open,
    and Mistake without a reason.
    """
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


def assign_lead(
    *, incident: Incident, lead: Person, by: Person, now: datetime
) -> Incident:
    """Hand the lead over; the new lead is invited and told. Raises Mistake."""
    return roles.assign(
        incident=incident, role=role_queries.named(LEAD), person=lead, by=by, now=now
    )


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


def _reason(text: str, field: str) -> str:
    return clean_text(text, field=field) if text.strip() else ""
