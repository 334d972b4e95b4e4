"""How a service is watched at a moment, and the frozen facts that it follows from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import models


class Mode(models.TextChoices):
    """Who handles what comes in."""

    HANDS_ON = "hands_on", "Hands-on"
    AUTOMATED = "automated", "Automated"
    DO_NOT_MONITOR = "do_not_monitor", "Do not monitor"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a service is watched at a moment, and why, in words.

    The mode holds until `until` (UTC), and is another one then; when it stays the
    same for LOOK_AHEAD, `until` is that far ahead. `zone` is the team's.
    """

    mode: Mode
    reason: str
    until: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one mode for one reason; times are UTC."""

    starts: datetime
    ends: datetime
    mode: Mode
    reason: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Working hours on a weekday (0 is Monday); an end of 00:00 is the day's end."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Event:
    """What is different from `starts_at` to `ends_at` (UTC), perhaps only between
    two hours of each day in the calendar's zone.

    Equal hours stand for the whole day; an end before the start is over midnight.
    """

    number: int
    name: str
    mode: Mode
    starts_at: datetime
    ends_at: datetime
    of_service: bool = False
    daily_from: time | None = None
    daily_until: time | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that decides how a team's services, or one of them, are watched.

    `days_off` are dates in the zone with the name of the day.
    """

    team: str
    zone: ZoneInfo
    hours: tuple[Stretch, ...]
    days_off: Mapping[date, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()


def _weekdays() -> tuple[Stretch, ...]:
    long = tuple(Stretch(day, time(9), time(18)) for day in range(4))
    return (*long, Stretch(4, time(9), time(17, 30)))


DEFAULT_HOURS = _weekdays()
