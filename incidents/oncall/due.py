"""Whose shift begins, which position nobody has, and which requests nobody answered.

A schedule's row says when to look next, so that an idle look reads an index alone.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from incidents.oncall import gaps
from incidents.oncall.asking import expire
from incidents.oncall.loading import rotas
from incidents.oncall.models import Gap, Schedule
from incidents.oncall.queries import BEYOND, of_rota
from incidents.oncall.telling import PRIORITY, START
from incidents.oncall.values import Shift
from incidents.outbox import services as outbox

AHEAD = timedelta(days=8)
# Whoever leaves is noticed by then, and a gap that is not a week away any more.
LOOK = timedelta(minutes=15)
SPREAD = 600
PUT_OFF = timedelta(minutes=1)
# After an outage of our own, a shift that began longer ago is no news any more.
LATEST = timedelta(hours=1)


class ScheduleFailed(Exception):
    """A schedule could not be looked at; it is tried again in a minute."""


def advance(now: datetime) -> bool:
    """Do one thing that is due by `now` (UTC); False when nothing is.

    Raises ScheduleFailed, from what went wrong, when that one is put off.
    """
    schedule: Schedule | None = None
    try:
        with transaction.atomic():
            schedule = _due(now)
            if schedule is not None:
                _look(schedule, now)
    except Exception as error:
        if schedule is None:
            raise
        Schedule.objects.filter(pk=schedule.pk).update(tell_at=now + PUT_OFF)
        raise ScheduleFailed(f"Schedule {schedule.pk} is put off") from error
    return schedule is not None or expire(now=now)


def _due(now: datetime) -> Schedule | None:
    rows = Schedule.objects.select_for_update(no_key=True, skip_locked=True)
    due = rows.filter(Q(tell_at__isnull=True) | Q(tell_at__lte=now))
    return due.order_by(F("tell_at").asc(nulls_first=True)).first()


def _look(schedule: Schedule, now: datetime) -> None:
    """Tell whose shift began, and what nobody has; say when to look next."""
    since = max(schedule.told_until or now, now - LATEST)
    first, last = now - BEYOND, now + AHEAD
    loaded = rotas([schedule.pk], first, last)
    found = [
        shift
        for rota in loaded.values()
        for shift in of_rota(schedule.pk, rota, first, last)
    ]
    for shift in found:
        if since < shift.starts <= now:
            _tell(shift, _before(shift, found))
    for rota in loaded.values():
        gaps.follow(schedule, rota, now, last)
    schedule.told_until = now
    schedule.tell_at = _next(schedule, found, now)
    schedule.save(update_fields=["told_until", "tell_at"])


def _next(schedule: Schedule, found: list[Shift], now: datetime) -> datetime:
    """When a shift or a gap begins; somebody may leave before, and no row says so."""
    open_ = Gap.objects.filter(schedule=schedule, closed_at=None, starts_at__gt=now)
    coming = [shift.starts for shift in found if shift.starts > now]
    coming += open_.values_list("starts_at", flat=True)
    # Not all schedules in the same second.
    return min([*coming, now + LOOK - timedelta(seconds=schedule.pk % SPREAD)])


def _before(shift: Shift, found: list[Shift]) -> Shift | None:
    """Who had the position until this shift began."""
    earlier = (e for e in found if e.position == shift.position)
    return next((each for each in earlier if each.ends == shift.starts), None)


def _tell(shift: Shift, before: Shift | None) -> None:
    """The new holder hears what they take over; once for each shift."""
    starts = shift.starts.isoformat()
    outbox.add(
        kind=START,
        key=f"{START}:{shift.schedule}:{shift.position}:{shift.person}:{starts}",
        subject=f"schedule:{shift.schedule}",
        args={
            "schedule": shift.schedule,
            "position": shift.position,
            "person": shift.person,
            "starts": starts,
            "before": before.person if before else None,
            "since": before.starts.isoformat() if before else None,
        },
        priority=PRIORITY,
    )
