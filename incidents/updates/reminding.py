"""Asking for an update that is late; snoozing that, and putting an end to it."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from incidents.outbox import services as outbox
from incidents.people.models import Person
from incidents.record import effects as record_effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.reminders import queries as reminder_queries
from incidents.reminders import services as reminders
from incidents.reminders.models import Reminder
from incidents.updates import effects
from incidents.updates.services import awaited, reminder_key
from incidents.values import Mistake

LONGEST_SNOOZE = timedelta(hours=24)

ASKED = "asked"
LAST = "last"
SNOOZED = "snoozed"
STOPPED = "stopped"


@dataclass(frozen=True)
class Asked:
    """How asking for one late update stands. Times are ISO 8601, in UTC.

    `due`: when the update was due; once that differs from the incident's own, what
    was asked is answered. `at` tells one time of asking from the next, and `count`
    how often it was. `by` snoozed it `until` a time, or stopped it.
    """

    state: str
    due: str
    at: str
    count: int
    by: str = ""
    until: str = ""


def ask(reminder: Reminder, now: datetime) -> None:
    """Its time has come: ask for the update, and show that it is late."""
    incident = reminder.incident
    if incident is None:
        return
    due = incident.next_update_at
    if due is None or not awaited(incident):
        reminders.stop(key=reminder.key)
        return
    record_effects.show(incident)
    if reminder.args.get("silent"):
        reminders.stop(key=reminder.key)
        return
    last = reminder.left <= 0
    asked = Asked(
        state=LAST if last else ASKED,
        due=due.isoformat(),
        at=now.isoformat(),
        count=reminder.count,
    )
    effects.remind(incident, asdict(asked))
    if last:
        times = "once" if asked.count == 1 else f"{asked.count} times"
        record.add_entry(
            incident=incident,
            kind=Entry.Kind.REMINDER,
            text=f"Muster stops asking for an update: it asked {times}",
            at=now,
            by=None,
        )


@transaction.atomic
def snooze(*, incident: Incident, minutes: int, by: Person, now: datetime) -> Incident:
    """Ask again in so many minutes: later or sooner than it would come by itself.

    Raises Mistake, also while it is not asked yet and would come later than that.
    """
    incident = record.lock(incident)
    planned = _planned(incident)
    wait = timedelta(minutes=minutes)
    if not timedelta(minutes=1) <= wait <= LONGEST_SNOOZE:
        raise Mistake("A reminder is snoozed for 1 minute to 24 hours.")
    until = now + wait
    if not planned.count and planned.due_at >= until:
        rest = (planned.due_at - now) // timedelta(minutes=1)
        raise Mistake(
            f"The next reminder of {incident.reference} comes in {rest} min, which is "
            "later than that."
        )
    reminders.snooze(key=planned.key, until=until)
    length = f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
    record.add_entry(
        incident=incident,
        kind=Entry.Kind.REMINDER,
        text=f"Reminder to write an update: snoozed for {length}",
        at=now,
        by=by,
        data={"until": until.isoformat()},
    )
    _edit(incident, SNOOZED, by=by, until=until)
    return incident


@transaction.atomic
def stop(*, incident: Incident, by: Person, now: datetime) -> Incident:
    """Ask no more, until the next update or change of severity. Raises Mistake."""
    incident = record.lock(incident)
    reminders.stop(key=_planned(incident).key)
    record.add_entry(
        incident=incident,
        kind=Entry.Kind.REMINDER,
        text="Reminders to write an update: stopped",
        at=now,
        by=by,
    )
    _edit(incident, STOPPED, by=by)
    return incident


def _planned(incident: Incident) -> Reminder:
    planned = reminder_queries.find(reminder_key(incident))
    if planned is None:
        raise Mistake(f"{incident.reference} has no reminder to come.")
    return planned


def _edit(
    incident: Incident, state: str, *, by: Person, until: datetime | None = None
) -> None:
    """Show in the post that asked, if there is one, what somebody chose."""
    key = record_effects.key(effects.REMINDER, incident)
    if incident.next_update_at is None or not outbox.ids_of(key):
        return
    shown = {
        "state": state,
        "due": incident.next_update_at.isoformat(),
        "by": by.name,
        "until": until.isoformat() if until else "",
    }
    effects.remind(incident, shown)
