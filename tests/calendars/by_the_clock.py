"""The same answers the slow way: look at the wall's clock every five minutes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from incidents.calendars.values import Calendar, Event, Mode

TICK = timedelta(minutes=5)
DAY = timedelta(days=1)
# Days around which clocks change, by an hour, by half of one, at midnight, by a day.
CHANGES = (
    ("Europe/London", datetime(2026, 3, 29, tzinfo=UTC)),
    ("Europe/London", datetime(2026, 10, 25, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 2, 18, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 11, 4, tzinfo=UTC)),
    ("America/Havana", datetime(2026, 11, 1, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2026, 4, 24, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2026, 6, 3, tzinfo=UTC)),
)


@dataclass(frozen=True)
class Clock:
    """Moments from six days before to six days after, and what the wall shows."""

    moments: tuple[datetime, ...]
    walls: tuple[datetime, ...]

    def within(self, begin: datetime, end: datetime) -> tuple[datetime, datetime]:
        """From the first to the last moment with a wall time in these; maybe none."""
        found = [
            moment
            for moment, wall in zip(self.moments, self.walls, strict=True)
            if begin <= wall < end
        ]
        return (found[0], found[-1] + TICK) if found else (self.moments[0],) * 2

    def dates(self) -> list[date]:
        """Those that a zone skipped are among them."""
        first, last = self.walls[0].date(), self.walls[-1].date()
        return [first + number * DAY for number in range((last - first).days + 1)]


@lru_cache
def clock(zone: str, middle: datetime) -> Clock:
    count = 12 * DAY // TICK
    moments = tuple(middle - 6 * DAY + number * TICK for number in range(count))
    there = ZoneInfo(zone)
    walls = tuple(each.astimezone(there).replace(tzinfo=None) for each in moments)
    return Clock(moments, walls)


def modes(calendar: Calendar, seen: Clock) -> list[Mode]:
    """The mode at each of the clock's moments, by the words of the rules."""
    working = [False] * len(seen.moments)
    for begin, end in _working(calendar, seen):
        _mark(working, True, begin, end, seen)
    found = [Mode.HANDS_ON if each else Mode.AUTOMATED for each in working]
    for of_service in (False, True):
        events = [e for e in calendar.events if e.of_service == of_service]
        for event in sorted(events, key=lambda e: (-_length(e), e.number)):
            for begin, end in _times(event, seen):
                _mark(found, event.mode, begin, end, seen)
    for event in calendar.events:
        if event.mode == Mode.DO_NOT_MONITOR:
            for begin, end in _times(event, seen):
                _mark(found, event.mode, begin, end, seen)
    return found


def _mark(
    found: list[Any], value: object, begin: datetime, end: datetime, seen: Clock
) -> None:
    first = max(0, -((seen.moments[0] - begin) // TICK))
    last = min(len(found), -((seen.moments[0] - end) // TICK))
    for place in range(first, last):
        found[place] = value


def _working(calendar: Calendar, seen: Clock) -> Iterator[tuple[datetime, datetime]]:
    for day in seen.dates():
        for each in calendar.hours:
            if each.weekday == day.weekday() and day not in calendar.days_off:
                ends = datetime.combine(day, each.ends)
                late = ends + DAY if each.ends == time() else ends
                yield seen.within(datetime.combine(day, each.starts), late)


def _times(event: Event, seen: Clock) -> Iterator[tuple[datetime, datetime]]:
    if event.daily_from is None or event.daily_until is None:
        yield event.starts_at, event.ends_at
        return
    for day in seen.dates():
        begin = datetime.combine(day, event.daily_from)
        end = datetime.combine(day, event.daily_until)
        first, last = seen.within(begin, end if end > begin else end + DAY)
        first, last = max(first, event.starts_at), min(last, event.ends_at)
        if first < last:
            yield first, last


def _length(event: Event) -> float:
    """Seconds in all, as docs/calendars.md defines it."""
    whole = (event.ends_at - event.starts_at).total_seconds()
    if event.daily_from is None or event.daily_until is None:
        return whole
    minutes = [
        each.hour * 60 + each.minute for each in (event.daily_from, event.daily_until)
    ]
    daily = ((minutes[1] - minutes[0]) % 1440 or 1440) * 60
    return min(whole, daily * max(1, whole / 86_400))
