"""Reading when something happened, as people write it before a note. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from incidents.values import Mistake

# A clock may be this far ahead of ours and still mean now.
AHEAD = timedelta(minutes=2)
# A time of day that is further ahead than this was meant to be yesterday's.
YESTERDAY = timedelta(hours=12)
# Nothing on a timeline happened before this. Years at the ends of the calendar cannot
# be shown in every zone.
EVER = datetime(2000, 1, 1, tzinfo=UTC)

_TIMED = re.compile(
    r"(?:(?P<day>yesterday|today|\d{4}-\d{1,2}-\d{1,2})\s+)?(?:at\s+)?"
    r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)\s?(?P<half>am|pm)?"
    r"(?:[,:]?\s+(?P<rest>.*)|$)",
    re.IGNORECASE | re.DOTALL,
)
# What was meant as such a time, and is none: 25:10, 14:75, 14:32pm, 12:30:05.
_MISTYPED = re.compile(
    r"(?:(?:yesterday|today|\d{4}-\d{1,2}-\d{1,2})\s+)?(?:at\s+)?"
    r"(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?)(?=[\s,:]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Timed:
    """A note, and when what it tells happened (UTC) if it says so."""

    text: str
    at: datetime | None = None


def timed(words: str, *, now: datetime, zone: tzinfo) -> Timed:
    """`14:32 restarted it`, `yesterday 23:50 …`, `2026-11-20 9:05pm …` on the clock of
    `zone`. A time of day alone is the last such time: 23:50 at half past midnight was
    yesterday. Raises Mistake for a time ahead, and for a day or a time of day that
    there is not.
    """
    found = _TIMED.fullmatch(words.strip())
    hour = _hour(int(found["hour"]), (found["half"] or "").lower()) if found else None
    if found is None or hour is None:
        _refuse_mistyped(words)
        return Timed(words)
    minute, rest = int(found["minute"]), (found["rest"] or "").strip()
    today = now.astimezone(zone).date()
    day = _day(found["day"] or "", today)
    at = _at(day or today, hour, minute, zone)
    if day is None and at - now > YESTERDAY:
        at = _at(today - timedelta(days=1), hour, minute, zone)
    return Timed(rest, past(at, now=now, zone=zone))


def _refuse_mistyped(words: str) -> None:
    """A note whose time was mistyped would be kept at a wrong one, with it as text."""
    if found := _MISTYPED.match(words.strip()):
        raise Mistake(
            f"“{found['time']}” is no time of day: hours go from 0 to 23 and minutes "
            "from 00 to 59. Write it like 14:32, 2:32pm or yesterday 23:50; a note "
            "that begins with such a number goes in quotes.",
            field="at",
        )


def past(at: datetime, *, now: datetime, zone: tzinfo) -> datetime:
    """`at`, no later than `now`. Raises Mistake when it has not come yet, or lies
    before 2000.
    """
    if at < EVER:
        raise Mistake(
            f"The year {at.year} is too long ago: give a time since {EVER:%F}.",
            field="at",
        )
    if at - now > AHEAD:
        here, there = now.astimezone(zone), at.astimezone(zone)
        shown = f"{there:%H:%M}" if there.date() == here.date() else f"{there:%F %H:%M}"
        raise Mistake(
            f"{shown} has not come yet: it is {here:%H:%M} in {zone}. Give a time "
            "that has passed, with the day before it if it was not today, like "
            "“yesterday 23:50”.",
            field="at",
        )
    return min(at, now)


def _hour(hour: int, half: str) -> int | None:
    """On a clock of 24 hours; None for 0 or 14 pm, which there is not."""
    if not half:
        return hour
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half == "pm" else 0)


def _day(word: str, today: date) -> date | None:
    if not word:
        return None
    if word.lower() in ("today", "yesterday"):
        return today - timedelta(days=word.lower() == "yesterday")
    try:
        return date(*map(int, word.split("-")))
    except ValueError:
        raise Mistake(
            f"There is no day {word}. Write it as year-month-day, like {today:%F}.",
            field="at",
        ) from None


def _at(day: date, hour: int, minute: int, zone: tzinfo) -> datetime:
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    try:
        return local.astimezone(UTC)
    except OverflowError:
        raise Mistake(
            f"{day:%F} is out of reach: give a time since {EVER:%F}.", field="at"
        ) from None
