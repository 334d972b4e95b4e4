"""A calendar's week, day by day; and which events others stand before. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from incidents.calendars.coverage import precedence, spans
from incidents.calendars.values import Calendar, Event, Span
from incidents.people.hours import DAY, window

WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    """A date in the calendar's zone; its times are UTC and 23 to 25 hours apart."""

    day: date
    starts: datetime
    ends: datetime
    spans: tuple[Span, ...]
    off: str = ""


def week(calendar: Calendar, monday: date) -> Iterator[Day]:
    """Seven days from this one; a day that the zone skipped is left out."""
    for number in range(WEEK):
        day = monday + number * DAY
        whole = window(day, time(), time(), calendar.zone, next_day=True)
        if whole is not None:
            found = tuple(spans(calendar, *whole))
            yield Day(day, *whole, found, calendar.days_off.get(day, ""))


def reach(monday: date) -> tuple[datetime, datetime]:
    """What to read for that week, in whichever zone."""
    midnight = datetime.combine(monday, time(), tzinfo=UTC)
    return midnight - 2 * DAY, midnight + (WEEK + 2) * DAY


def overruled(event: Event, others: Sequence[Event]) -> list[Event]:
    """Those of the others, about the same, that say otherwise at the same time and
    count before it.
    """
    return [
        other
        for other in others
        if other.mode != event.mode
        and precedence(other) > precedence(event)
        and other.starts_at < event.ends_at
        and event.starts_at < other.ends_at
        and _same_hours(event, other)
    ]


def _same_hours(one: Event, other: Event) -> bool:
    """Whether their daily hours have a minute in common."""
    return bool(_minutes(one) & _minutes(other))


def _minutes(event: Event) -> set[int]:
    if event.daily_from is None or event.daily_until is None:
        return set(range(1440))
    begin = event.daily_from.hour * 60 + event.daily_from.minute
    end = event.daily_until.hour * 60 + event.daily_until.minute
    length = (end - begin) % 1440 or 1440
    return {(begin + number) % 1440 for number in range(length)}
