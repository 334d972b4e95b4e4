"""Putting an end to what people are asked for again and again."""

from datetime import datetime

from django.db import transaction

from incidents.followups import reminding as followups
from incidents.lifecycle import reviewing
from incidents.people.models import Person
from incidents.reminders import services as reminders
from incidents.reminders.models import Reminder
from incidents.updates import reminding
from incidents.updates import services as updates
from incidents.values import Mistake

# The other kinds do something in their time: end a freeze, archive a channel.
ASKS = (updates.REMINDER, followups.DUE, reviewing.POSTMORTEM_DUE)


@transaction.atomic
def stop(*, reminder: Reminder, by: Person, now: datetime) -> None:
    """Ask no more. Raises Mistake for one that asks nobody, or that is over."""
    if reminder.kind not in ASKS:
        raise Mistake("This asks nobody: it does something when its time comes.")
    if reminder.kind == updates.REMINDER and reminder.incident is not None:
        reminding.stop(incident=reminder.incident, by=by, now=now)
    elif not reminders.stop(key=reminder.key):
        raise Mistake("It is over already.")
