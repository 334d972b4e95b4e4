"""When a reminder comes again. Pure."""

from datetime import datetime, timedelta


def following(due_at: datetime, every: timedelta, now: datetime) -> datetime:
    """The first time after `now` that keeps step with `due_at`; all in UTC.

    What was missed while nobody looked is skipped, so that it does not come at once.
    """
    missed = max(0, (now - due_at) // every)
    return due_at + every * (missed + 1)
