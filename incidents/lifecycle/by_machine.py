"""What alerts do to an incident by themselves, and why. Nobody is named for it."""

from datetime import datetime

from django.db import transaction

from incidents.catalog import queries as catalog
from incidents.escalation import services as escalation
from incidents.escalation.models import Run
from incidents.lifecycle import freezing, opening, reviewing, status
from incidents.lifecycle.aftermath import REMINDERS
from incidents.lifecycle.severity import severity_of
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import MILESTONES, Entry, Incident
from incidents.reminders import services as reminders
from incidents.updates import following
from incidents.updates import services as updates
from incidents.values import Severity, Status


@transaction.atomic
def resolve(*, incident: Incident, reason: str, now: datetime) -> Incident:
    """It is over by itself. Raises IllegalTransition when it is not open."""
    incident = record.lock(incident)
    before = Status(incident.status)
    fields = _move(incident, Status.RESOLVED, now)
    incident.resolution = reason
    incident.save(update_fields=[*fields, "resolution"])
    escalation.end(
        incident=incident,
        status=Run.Status.RESOLVED,
        why="It resolved by itself",
        by=None,
        now=now,
    )
    reviewing.ask_for(incident, now=now)
    text = f"Status: {before.label} → {Status.RESOLVED.label}. {reason}"
    _changed(incident, Entry.Kind.RESOLVED, text, before, reason=reason, now=now)
    return incident


@transaction.atomic
def reopen(*, incident: Incident, reason: str, now: datetime) -> Incident:
    """It is not over after all. What nobody had taken up waits in triage again.

    Raises IllegalTransition when it is open, declined or merged.
    """
    incident = record.lock(incident)
    before = Status(incident.status)
    if before not in status.ENDED:
        raise status.IllegalTransition(
            f"{incident.reference} is {before.label.lower()}: it cannot be reopened."
        )
    if incident.acknowledged_at is None:
        fields = _to_triage(incident)
    else:
        fields = _move(incident, Status.INVESTIGATING, now)
    incident.resolution = ""
    incident.save(update_fields=[*fields, "resolution"])
    reminders.stop_kinds(incident=incident, kinds=REMINDERS)
    text = f"Status: {before.label} → {Status(incident.status).label}. {reason}"
    _changed(incident, Entry.Kind.REOPENED, text, before, reason=reason, now=now)
    return incident


@transaction.atomic
def change_severity(
    *, incident: Incident, severity: str, reason: str, now: datetime
) -> Incident:
    """It is as bad as its worst alert; a channel opens if that asks for one."""
    incident = record.lock(incident)
    wanted = severity_of(severity)
    before, incident.severity = incident.severity, wanted
    entry = record.add_entry(
        incident=incident,
        kind=Entry.Kind.SEVERITY,
        text=f"Severity: {before or 'not set'} → {wanted}. {reason}",
        at=now,
        by=None,
        data={"from": before, "to": wanted, "reason": reason},
    )
    rule = catalog.rule(wanted)
    late = updates.severity_changed(
        incident=incident, rule=rule, now=now, also=["severity"]
    )
    freezing.follow(incident=incident, by=None, now=now, rule=rule)
    if not incident.channel_name and opens_channel(wanted):
        opening.give_channel(incident, entry=entry)
    else:
        opening.follow(incident, entry=entry)
    effects.thread(incident, entry=entry, message="change")
    following.tell(incident=incident, entry=entry, message="change", by=None)
    effects.show(incident, also=late)
    return incident


def opens_channel(severity: str) -> bool:
    """Whether what alerts open gets a channel before anybody accepts it: SEV1 and
    SEV2, if they open channels at all. The others wait, for most alerts pass.
    """
    if not severity or Severity(severity).rank > Severity.SEV2.rank:
        return False
    return catalog.rule(severity).opens_channel


def _changed(
    incident: Incident,
    kind: Entry.Kind,
    text: str,
    before: Status,
    *,
    reason: str,
    now: datetime,
) -> None:
    """What follows from another status: the line, the posts, what shows it."""
    entry = record.add_entry(
        incident=incident,
        kind=kind,
        text=text,
        at=now,
        by=None,
        data={"from": before.value, "to": incident.status, "reason": reason},
    )
    late = updates.status_changed(incident=incident, before=before, now=now)
    effects.tell(incident, entry=entry, message="change")
    following.tell(incident=incident, entry=entry, message="change", by=None)
    freezing.follow(incident=incident, by=None, now=now)
    effects.show(incident, also=late)


def _move(incident: Incident, wanted: Status, now: datetime) -> list[str]:
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


def _to_triage(incident: Incident) -> list[str]:
    incident.status = Status.TRIAGE
    later = [name for stage, name in MILESTONES.items() if stage is not Status.TRIAGE]
    for name in later:
        setattr(incident, name, None)
    return ["status", *later]
