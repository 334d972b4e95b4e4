"""When Muster could receive: a heartbeat is late by that time alone.

Each web process says every few seconds that it receives (backoffice.receiving). It
says so to the database: while that is away, nobody receives either.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from incidents.heartbeats.models import Reception

EVERY = timedelta(seconds=5)
# A process that said nothing for longer did not receive: another stretch begins.
LAPSE = timedelta(seconds=15)
KEPT = timedelta(days=400)

Stretch = tuple[datetime, datetime]


def extend(stretch: int | None, now: datetime) -> int:
    """We receive at `now` (UTC): our stretch goes on, or another begins. Its id.

    Each process has its own, from its start on; they may overlap.
    """
    if stretch is not None:
        ours = Reception.objects.filter(pk=stretch, until_at__gte=now - LAPSE)
        if ours.update(until_at=now):
            return stretch
    Reception.objects.filter(until_at__lt=now - KEPT).delete()
    return Reception.objects.create(from_at=now, until_at=now).pk


def receiving(now: datetime) -> bool:
    """Whether some process receives at this moment."""
    return Reception.objects.filter(until_at__gte=now - LAPSE).exists()


def stretches(*, since: datetime, until: datetime) -> list[Stretch]:
    """What touches this time, the earliest first."""
    found = Reception.objects.filter(until_at__gte=since, from_at__lte=until)
    return list(found.order_by("from_at").values_list("from_at", "until_at"))


def received(
    stretches: Sequence[Stretch], *, since: datetime, until: datetime
) -> timedelta:
    """How much of this time the stretches cover. They may overlap; pure."""
    covered, reached = timedelta(), since
    for begins, ends in sorted(stretches):
        start, end = max(begins, reached), min(ends, until)
        if end > start:
            covered += end - start
            reached = end
    return covered
