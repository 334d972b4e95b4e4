"""Wall time to moments: what the clock in a zone shows between two hours of a day.

Such a window lasts from the first moment at which the clock shows a time in it to
the last one: an hour that comes twice is in it twice, and an hour that is skipped
is left out.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
ZERO = timedelta()
WALL_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # wall time has no zone
EPOCH = WALL_EPOCH.replace(tzinfo=UTC)
Window = tuple[datetime, datetime]


def window(
    day: date, starts: time, ends: time, zone: ZoneInfo, *, next_day: bool
) -> Window | None:
    """From `starts` on this day to `ends` on it, or on the next one, as moments in UTC.

    None when the clock skips all of it.
    """
    first = datetime.combine(day, starts)
    last = datetime.combine(day + DAY if next_day else day, ends)
    begin, end = first_shown(first, zone), _last(last, zone)
    return (begin, end) if begin < end else None


def days(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[date]:
    """The dates there from the day before `since` to the one of `until`."""
    day = since.astimezone(zone).date() - DAY
    last = until.astimezone(zone).date()
    while day <= last:
        yield day
        day += DAY


def first_shown(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first moment at which the clock there shows `wall` or later."""
    early, late = _both(wall, zone)
    if early == late:
        return early
    if early <= late and _shows(early, zone) == wall:
        return early
    return _skipped_over(wall, late, early, zone)


def _last(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment after which the clock there never shows less than `wall` again."""
    early, late = _both(wall, zone)
    if _shows(late, zone) != wall:
        return _skipped_over(wall, late, early, zone)
    before = _shows(late - timedelta(microseconds=1), zone)
    return late if before < wall else early


def _both(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """PEP 495: the two readings of a wall time; one and the same on usual days.

    For a time that is skipped, the second lies before the gap, the first after it.
    """
    # By offsets, for thousands of turns: to make aware datetimes costs twice as much.
    first = zone.utcoffset(wall) or ZERO
    second = zone.utcoffset(wall.replace(fold=1)) or ZERO
    since = EPOCH + (wall - WALL_EPOCH)
    early = since - first
    return early, early if first == second else since - second


def _skipped_over(
    wall: datetime, before: datetime, after: datetime, zone: ZoneInfo
) -> datetime:
    """When the clock jumps over `wall`, to the second."""
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        moment = datetime.fromtimestamp(middle, UTC)
        low, high = (low, middle) if _shows(moment, zone) >= wall else (middle, high)
    return datetime.fromtimestamp(high, UTC)


def _shows(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)
