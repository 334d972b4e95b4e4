"""When a heartbeat is expected: every so often, or by a cron expression.

A cron expression is read by the `cronsim` library in a zone of its own, with the rules
of Debian's cron around daylight saving: what falls into the hour that is skipped comes
right after it, and what falls into the hour that comes twice comes once.
"""

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cronsim import CronSim, CronSimError

from incidents.values import Mistake

SHORTEST = timedelta(seconds=30)
LONGEST = timedelta(days=366)
LONGEST_GRACE = timedelta(days=30)
# A machine whose clock is ahead is heard a little before its time, and not early.
EARLY = timedelta(seconds=5)
_FIELDS = 5
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing is owed before `since` (UTC); from then on `patience` may pass."""

    since: datetime
    patience: timedelta

    @property
    def until(self) -> datetime:
        return self.since + self.patience


@dataclass(frozen=True, slots=True)
class Rhythm:
    """An interval or a cron expression in a zone, and how late it may be."""

    interval: timedelta | None = None
    cron: str = ""
    zone: str = "UTC"
    grace: timedelta = timedelta(seconds=60)

    @property
    def words(self) -> str:
        """As a person reads it: every 5 min; at 30 4 * * * (Europe/Vienna)."""
        if self.interval is None:
            return f"at {self.cron} ({self.zone})"
        left, parts = int(self.interval.total_seconds()), []
        for unit, size in _UNITS:
            number, left = divmod(left, size)
            parts += [f"{number} {unit}"] if number else []
        return f"every {' '.join(parts)}"

    def check(self) -> None:
        """Raises Mistake, naming the field and the rule."""
        if (self.interval is None) == (not self.cron):
            raise Mistake(
                "Give an interval or a cron expression, and not both.",
                field="interval_seconds",
            )
        if not timedelta() <= self.grace <= LONGEST_GRACE:
            raise Mistake("The grace is at most 30 days.", field="grace_seconds")
        if self.interval is not None:
            _check_interval(self.interval)
        else:
            _check_cron(self)

    def after(self, heard: datetime) -> Wait:
        """How long to wait for the next one after one at `heard`."""
        if self.interval is not None:
            return Wait(heard, self.interval + self.grace)
        return Wait(self.following(heard + EARLY), self.grace)

    def following(self, moment: datetime) -> datetime:
        """The cron expression's next time after this (UTC). Raises Mistake."""
        try:
            times = CronSim(self.cron, moment.astimezone(_zone(self.zone)))
            for found in times:
                # Around the end of daylight saving, cronsim forgets which of two hours
                # it is in: what it finds may lie before.
                if found.astimezone(UTC) > moment:
                    return found.astimezone(UTC)
        except CronSimError as error:
            raise Mistake(
                f"“{self.cron[:100]}” is no cron expression: {error}. Write five "
                "fields, such as 30 4 * * 1-5.",
                field="cron",
            ) from None
        raise Mistake(
            f"“{self.cron[:100]}” never comes: no day is like this.", field="cron"
        )


def _check_interval(interval: timedelta) -> None:
    if not SHORTEST <= interval <= LONGEST:
        raise Mistake(
            f"The interval is from {SHORTEST.seconds} seconds to {LONGEST.days} days.",
            field="interval_seconds",
        )


def _check_cron(rhythm: Rhythm) -> None:
    if len(rhythm.cron.split()) != _FIELDS:
        raise Mistake(
            "A cron expression has five fields: minute, hour, day, month, weekday.",
            field="cron",
        )
    _zone(rhythm.zone)
    rhythm.following(datetime(2026, 1, 1, tzinfo=UTC))


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise Mistake(
            f"There is no time zone “{name[:60]}”: write one such as Europe/Vienna.",
            field="timezone",
        ) from None
