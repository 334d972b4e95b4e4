"""Who is on call at one instant, worked out slowly and in another way.

Nothing here is shared with the calculator: no hand-over is ever computed. The clock
on the wall is read every minute of the hours around the instant. What was passed is
what the clock has shown by then, what is to come is what it has not shown for good.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from incidents.oncall.values import Hours, Rota, Turns

MINUTE = timedelta(minutes=1)
AROUND = 240
UNIT = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}


def on_call(rota: Rota, position: int, at: datetime) -> int | None:
    """The person, or None in a gap."""
    overrides = [
        each
        for each in rota.overrides
        if each.position in (None, position) and each.starts_at <= at < each.ends_at
    ]
    for override in sorted(overrides, key=lambda o: (o.made_at, o.number))[::-1]:
        if _is_there(rota, override.person, at):
            return override.person
    layers = [each for each in rota.layers if each.position == position]
    for layer in sorted(layers, key=lambda each: (-each.rank, each.number)):
        person = _of_layer(layer, rota.zone, at)
        if person is not None and _is_there(rota, person, at):
            return person
    return None


def _is_there(rota: Rota, person: int, at: datetime) -> bool:
    away = [
        e for e in rota.away if e.person == person and e.starts_at <= at < e.ends_at
    ]
    return not away and person not in rota.gone


def _of_layer(layer: Turns, zone: ZoneInfo, at: datetime) -> int | None:
    over = layer.ends_at is not None and at >= layer.ends_at
    if at < layer.starts_at or over or not layer.people:
        return None
    if layer.hours and not any(_open(each, zone, at) for each in layer.hours):
        return None
    if layer.rotation == "hourly":
        passed = int((at - layer.starts_at).total_seconds()) // (3600 * layer.length)
    else:
        first = layer.starts_at.astimezone(zone).replace(tzinfo=None, fold=0)
        shown = latest_shown(zone, at) - first
        passed = max(0, shown // (UNIT[layer.rotation] * layer.length))
    return layer.people[passed % len(layer.people)]


def _open(hours: Hours, zone: ZoneInfo, at: datetime) -> bool:
    latest, earliest = latest_shown(zone, at), earliest_to_come(zone, at)
    day = latest.date() - timedelta(days=3)
    while day <= latest.date() + timedelta(days=1):
        if day.weekday() in hours.weekdays:
            starts = datetime.combine(day, hours.starts)
            ends = datetime.combine(day, hours.ends)
            ends += timedelta(days=1 if hours.ends <= hours.starts else 0)
            if latest >= starts and earliest < ends:
                return True
        day += timedelta(days=1)
    return False


@lru_cache(maxsize=200_000)
def latest_shown(zone: ZoneInfo, at: datetime) -> datetime:
    """The latest time that the clock has shown by now."""
    return max(_clock(zone, at - number * MINUTE) for number in range(AROUND))


@lru_cache(maxsize=200_000)
def earliest_to_come(zone: ZoneInfo, at: datetime) -> datetime:
    """The earliest time that the clock shows now or later."""
    return min(_clock(zone, at + number * MINUTE) for number in range(AROUND))


def _clock(zone: ZoneInfo, at: datetime) -> datetime:
    return at.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
