"""Publishing updates, and when the next one is due.

Every function here works on an incident that the caller holds (`record.lock`).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from incidents.catalog import queries as catalog
from incidents.catalog.models import SeverityRule
from incidents.people.models import Person
from incidents.record import effects as record_effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import refuse_merged
from incidents.reminders import queries as reminder_queries
from incidents.reminders import services as reminders
from incidents.updates import cadence, effects, following
from incidents.updates.cadence import Plan
from incidents.updates.values import Update
from incidents.values import Mistake, Status, clean_text

REMINDER = "update"
AWAITED = (Status.INVESTIGATING, Status.FIXING, Status.MONITORING)
SILENT = (Status.CLOSED, Status.DECLINED, Status.MERGED)
_NOTHING = Plan(None, cadence.REPEAT, 0)


def reminder_key(incident: Incident) -> str:
    return f"{REMINDER}:{incident.pk}"


def awaited(incident: Incident) -> bool:
    """Whether anybody waits for updates: while somebody works on it."""
    return incident.status in AWAITED


def check(incident: Incident, *, by: Person) -> None:
    """Raises Mistake when it takes no updates any more."""
    refuse_merged(incident, by=by, field="text")
    if incident.status in SILENT:
        raise Mistake(
            f"{incident.reference} is {incident.get_status_display().lower()}: "
            "it takes no updates. Reopen it first.",
            field="text",
        )


def publish(
    *,
    incident: Incident,
    update: Update,
    changes: Mapping[str, Any],
    by: Person,
    now: datetime,
) -> int:
    """Tell how it stands: in its channel, under its announcement, to followers, in
    one post each that names the `changes` made with it. Answers the entry's id.

    Raises Mistake when it is over or the text or the time does not fit.
    """
    check(incident, by=by)
    incident.latest_update = clean_text(update.text, field="text")
    late = _keep(incident, _asked(incident, update, now), also=["latest_update"])
    due = incident.next_update_at
    entry = record.add_entry(
        incident=incident,
        kind=Entry.Kind.UPDATE,
        text=incident.latest_update,
        at=now,
        by=by,
        data={**changes, "next_update_at": due.isoformat() if due else None},
    )
    record_effects.tell(incident, entry=entry, message="update")
    following.tell(incident=incident, entry=entry, message="update", by=by)
    record_effects.show(incident, also=late)
    return entry


def _asked(incident: Incident, update: Update, now: datetime) -> Plan:
    rule = catalog.rule(incident.severity)
    if update.as_severity_asks and update.next_at is None:
        return cadence.by_severity(rule, now=now)
    return cadence.promised(rule, at=update.next_at, now=now)


def begun(*, incident: Incident, now: datetime) -> None:
    """Somebody works on it from now on: the first update is due in its time."""
    effects.show_anew(_begun(incident, now))


def severity_changed(
    *, incident: Incident, rule: SeverityRule, now: datetime, also: Collection[str]
) -> list[str]:
    """Plan the next update as the new severity's rule asks, and save the fields of
    `also` with it. Answers the keys of the states that the caller wants shown anew.
    """
    planned = None
    if incident.next_update_at is not None:
        planned = reminder_queries.find(reminder_key(incident))
    named = planned is not None and bool(planned.args.get("named"))
    promise = incident.next_update_at if named else None
    return _keep(incident, cadence.changed(rule, promise=promise, now=now), also=also)


def status_changed(*, incident: Incident, before: Status, now: datetime) -> list[str]:
    """Ask no more once it is over; begin when somebody takes it up (again). Answers
    as severity_changed does.
    """
    if not awaited(incident):
        return _keep(incident, _NOTHING)
    return [] if before in AWAITED else _begun(incident, now)


def end(*, incident: Incident) -> None:
    """Nobody waits for the next update any more, and nobody is asked for it."""
    effects.show_anew(_keep(incident, _NOTHING))


def _begun(incident: Incident, now: datetime) -> list[str]:
    rule = catalog.rule(incident.severity)
    return _keep(incident, cadence.by_severity(rule, now=now))


def _keep(incident: Incident, plan: Plan, *, also: Collection[str] = ()) -> list[str]:
    """Plan the next update and its reminders; what was asked before is answered. The
    fields of `also` are saved with it. Answers as severity_changed does.

    With no reminders the time still comes once, to show that the update is late.
    """
    before = incident.next_update_at
    due_at = plan.due_at if awaited(incident) else None
    incident.next_update_at = due_at
    if fields := [*also, *(["next_update_at"] if due_at != before else [])]:
        record.save(incident, fields=fields)
    key = reminder_key(incident)
    if due_at is not None:
        reminders.remind(
            kind=REMINDER,
            key=key,
            due_at=due_at,
            incident=incident,
            every=plan.every,
            times=plan.times,
            args={"named": plan.named, "silent": plan.times == 0},
        )
    elif before is not None:
        reminders.stop(key=key)
    # Nobody was asked for an update that was never due.
    return [] if before is None else [effects.reminder_key(incident)]
