"""Finding what is late, each second, by the pulse."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from incidents import bulk
from incidents.heartbeats import reception
from incidents.heartbeats.models import Heartbeat
from incidents.heartbeats.reception import Stretch
from incidents.heartbeats.telling import LATE, Event, tell

AT_ONCE = 100
SECOND = timedelta(seconds=1)


def advance(now: datetime) -> int:
    """Look at what should have been heard by `now` (UTC): each is late, or waited for
    longer because we could not receive. How many were looked at.

    While no process of ours receives, nothing becomes late.
    """
    found = Heartbeat.objects.filter(state=Heartbeat.State.UP, due_at__lte=now)
    if not found.exists() or not reception.receiving(now):
        return 0
    return _take(found, now)


@transaction.atomic
def _take(found: "QuerySet[Heartbeat]", now: datetime) -> int:
    held = found.select_for_update(no_key=True, skip_locked=True, of=("self",))
    due = list(held.order_by("due_at")[:AT_ONCE])
    if not due:
        return 0
    since = min(each.waits_from or now for each in due)
    stretches = reception.stretches(since=since, until=now)
    events = [told for each in due if (told := _look(each, stretches, now)) is not None]
    bulk.update(due, ["state", "waits_from", "due_at"])
    if events:
        tell(events)
    return len(due)


def _look(
    heartbeat: Heartbeat, stretches: list[Stretch], now: datetime
) -> Event | None:
    """It is late, told by an event; or it is due again later."""
    since = heartbeat.waits_from or now
    listened = reception.received(stretches, since=since, until=now)
    missing = heartbeat.patience - listened
    if missing > timedelta():
        heartbeat.due_at = now + max(missing, SECOND)
        return None
    heartbeat.state = Heartbeat.State.LATE
    heartbeat.waits_from = heartbeat.due_at = None
    return Event(heartbeat, LATE, now, unheard=now - since - listened)
