"""What is due by now, from whichever concept."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from incidents.alerts import silencing
from incidents.followups import reminding as followups
from incidents.freezes import services as freezes
from incidents.lifecycle import archiving, reviewing
from incidents.reminders import services as reminders
from incidents.reminders.models import Reminder
from incidents.updates import reminding
from incidents.updates import services as updates

PUT_OFF = timedelta(minutes=1)

# What a kind of reminder does when it comes, in the transaction that takes it.
KINDS: dict[str, Callable[[Reminder, datetime], None]] = {
    followups.DUE: followups.due,
    freezes.ENDS: freezes.ended,
    updates.REMINDER: reminding.ask,
    archiving.ARCHIVE: archiving.due,
    reviewing.POSTMORTEM_DUE: reviewing.due,
    silencing.ENDS: silencing.ended,
}


class DueFailed(Exception):
    """What was due could not be done; it is tried again in a minute."""


def advance(now: datetime) -> bool:
    """Do one thing that is due by `now` (UTC); False when nothing is.

    Raises DueFailed, from what went wrong, when that one is put off.
    """
    reminder: Reminder | None = None
    try:
        with transaction.atomic():
            reminder = reminders.take(kinds=KINDS, now=now)
            if reminder is not None:
                KINDS[reminder.kind](reminder, now)
    except Exception as error:
        if reminder is None:
            raise
        reminders.put_off(key=reminder.key, until=now + PUT_OFF)
        raise DueFailed(reminder.key) from error
    return reminder is not None
