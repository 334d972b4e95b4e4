"""How a service is watched: pure, of a Calendar and a moment.

Base rule: in working hours somebody watches (hands-on), outside Muster escalates at
once (automated). An event says otherwise: a service's own before its team's, then
the one that lasts shorter, then the later made. "Do not monitor" is before them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from incidents.calendars.values import Calendar, Coverage, Event, Mode, Span
from incidents.people.hours import DAY, Window, days, window

LOOK_AHEAD = timedelta(days=32)
_LOOKS = (timedelta(days=4), LOOK_AHEAD)


def covered(calendar: Calendar, at: datetime) -> Coverage:
    """The mode at this moment, why, and until when it holds. `at` is aware."""
    for look in _LOOKS:
        found = spans(calendar, at, at + look)
        mode = found[0].mode
        change = next((each.starts for each in found if each.mode != mode), None)
        if change is not None:
            break
    return Coverage(
        mode, found[0].reason, change or at + LOOK_AHEAD, zone=calendar.zone
    )


def spans(calendar: Calendar, since: datetime, until: datetime) -> list[Span]:
    """The time between two moments, cut where the mode or its reason changes."""
    layers = [*_layers(calendar, since, until)]
    edges = {since, until}
    for layer in layers:
        for window_ in layer.windows:
            edges.update(each for each in window_ if since < each < until)
    marks = sorted(edges)
    found: list[Span] = []
    for begin, end in pairwise(marks):
        mode, reason = _said(layers, begin)
        goes_on = found and (found[-1].mode, found[-1].reason) == (mode, reason)
        starts = found.pop().starts if goes_on else begin
        found.append(Span(starts, end, mode, reason))
    return found


def precedence(event: Event) -> tuple[bool, bool, timedelta, int]:
    """The greatest of these is the event that counts."""
    return (
        event.mode == Mode.DO_NOT_MONITOR,
        event.of_service,
        -duration(event),
        event.number,
    )


def duration(event: Event) -> timedelta:
    """How long it lasts in all: with daily hours, these for each of its days."""
    whole = event.ends_at - event.starts_at
    if event.daily_from is None or event.daily_until is None:
        return whole
    begin = datetime.combine(event.starts_at.date(), event.daily_from)
    end = datetime.combine(event.starts_at.date(), event.daily_until)
    daily = end - begin if end > begin else end + DAY - begin
    return min(whole, daily * max(1.0, whole / DAY))


@dataclass(frozen=True, slots=True)
class _Layer:
    windows: tuple[Window, ...]
    mode: Mode
    reason: str

    def holds(self, moment: datetime) -> bool:
        return any(begin <= moment < end for begin, end in self.windows)


def _layers(calendar: Calendar, since: datetime, until: datetime) -> Iterator[_Layer]:
    """What may decide, the strongest first; the last one holds always."""
    for event in sorted(calendar.events, key=precedence, reverse=True):
        if event.starts_at < until and event.ends_at > since:
            windows = tuple(_event_windows(event, calendar, since, until))
            yield _Layer(windows, event.mode, _event_reason(event, calendar))
    for day in days(since, until, calendar.zone):
        yield from _day_layers(calendar, day)
    outside = f"Outside the working hours of {calendar.team} ({calendar.zone.key})"
    yield _Layer(((since, until),), Mode.AUTOMATED, outside)


def _event_windows(
    event: Event, calendar: Calendar, since: datetime, until: datetime
) -> Iterator[Window]:
    if event.daily_from is None or event.daily_until is None:
        yield event.starts_at, event.ends_at
        return
    next_day = event.daily_until <= event.daily_from
    begin, end = max(since, event.starts_at), min(until, event.ends_at)
    for day in days(begin, end, calendar.zone):
        found = window(
            day,
            event.daily_from,
            event.daily_until,
            calendar.zone,
            next_day=next_day,
        )
        clipped = found and (
            max(found[0], event.starts_at),
            min(found[1], event.ends_at),
        )
        if clipped and clipped[0] < clipped[1]:
            yield clipped


def _day_layers(calendar: Calendar, day: date) -> Iterator[_Layer]:
    """A day off covers its hours; otherwise each stretch of hours is a layer."""
    zone = calendar.zone
    if name := calendar.days_off.get(day):
        whole = window(day, time(), time(), zone, next_day=True)
        reason = f"{calendar.team} has {day:%A} off: {name} ({zone.key})"
        yield _Layer((whole,) if whole else (), Mode.AUTOMATED, reason)
        return
    for each in calendar.hours:
        if each.weekday == day.weekday():
            found = window(
                day, each.starts, each.ends, zone, next_day=each.ends == time()
            )
            reason = (
                f"Working hours of {calendar.team}: {day:%A} "
                f"{each.starts:%H:%M}-{_end(each.ends)} ({zone.key})"
            )
            yield _Layer((found,) if found else (), Mode.HANDS_ON, reason)


def _event_reason(event: Event, calendar: Calendar) -> str:
    whose = "this service" if event.of_service else calendar.team
    ends = event.ends_at.astimezone(calendar.zone)
    daily = ""
    if event.daily_from is not None and event.daily_until is not None:
        daily = f", daily {event.daily_from:%H:%M}-{_end(event.daily_until)}"
    said = f"“{event.name}” of {whose}: {event.mode.label.lower()}{daily}"
    return f"{said} until {ends:%a %-d %b %Y %H:%M} ({calendar.zone.key})"


def _end(wall: time) -> str:
    return f"{wall:%H:%M}" if wall != time() else "24:00"


def _said(layers: list[_Layer], moment: datetime) -> tuple[Mode, str]:
    return next((e.mode, e.reason) for e in layers if e.holds(moment))
