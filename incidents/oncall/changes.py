"""What every change of who is on call does: hold, count, and keep who did it.

A schedule's row is held first. Its version tells every process to look anew, and the
line in the back-office's History says who changed what, from wherever they did.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F

from incidents.oncall.models import Schedule
from incidents.people.models import Person
from incidents.values import Mistake

LONGEST = timedelta(days=366)
REASON_LIMIT = 200


def hold(schedule: int) -> Schedule:
    """Keep others from changing it until this transaction ends. Raises Mistake."""
    rows = Schedule.objects.select_for_update(no_key=True)
    found = rows.filter(pk=schedule).first()
    if found is None:
        raise Mistake("This schedule is not there any more.", field="schedule")
    return found


def hold_all(schedules: Collection[int]) -> list[Schedule]:
    """Hold several, always in the same order."""
    rows = Schedule.objects.select_for_update(no_key=True)
    return list(rows.filter(pk__in=schedules).order_by("pk"))


def changed(schedule: Schedule, text: str, *, by: Person | None) -> None:
    """Who is on call may be another now: `text` says what was done."""
    Schedule.objects.filter(pk=schedule.pk).update(
        version=F("version") + 1, tell_at=None
    )
    if by is not None:
        LogEntry.objects.create(
            user_id=by.pk,
            content_type=ContentType.objects.get_for_model(Schedule),
            object_id=str(schedule.pk),
            object_repr=str(schedule)[:200],
            action_flag=CHANGE,
            change_message=text,
        )


def check_stretch(
    starts_at: datetime, ends_at: datetime, *, now: datetime, past: bool = False
) -> None:
    """Raises Mistake for a stretch that is none, over, or longer than a year."""
    if ends_at <= starts_at:
        raise Mistake("The end must be after the start.", field="ends_at")
    if ends_at <= now and not past:
        raise Mistake(
            "The end is past: it would change nothing any more.", field="ends_at"
        )
    if ends_at - starts_at > LONGEST:
        raise Mistake("It may last a year at most.", field="ends_at")


def when(starts_at: datetime, ends_at: datetime) -> str:
    """A stretch in words, UTC."""
    first, last = f"{starts_at:%-d %b %Y %H:%M}", f"{ends_at:%-d %b %Y %H:%M}"
    return f"{first} to {last} UTC"
