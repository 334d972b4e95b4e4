"""Whose turn it is in one layer, and when the layer counts. Pure; see values."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from incidents.oncall.values import Hours, Turns
from incidents.people.hours import days, first_shown, window

DAYS = {"daily": 1, "weekly": 7}
HOUR = timedelta(hours=1)


class Piece(NamedTuple):
    """A stretch with a holder and the rule that chose them.

    `absent` is why they do not hold it after all; whoever stands below does.
    """

    starts: datetime
    ends: datetime
    person: int
    why: str
    absent: str = ""


Lane = list[Piece]


def turns(
    layer: Turns, zone: ZoneInfo, since: datetime, until: datetime, *, why: str
) -> Lane:
    """The layer's turns between two moments, within its hours. Without people none."""
    since = max(since, layer.starts_at)
    if layer.ends_at is not None:
        until = min(until, layer.ends_at)
    if not layer.people or since >= until:
        return []
    lane = list(_turns(layer, zone, since, until, why))
    hours = open_hours(layer.hours, zone, since, until)
    return lane if hours is None else within(lane, hours)


def _turns(
    layer: Turns, zone: ZoneInfo, since: datetime, until: datetime, why: str
) -> Iterator[Piece]:
    handovers = Handovers(layer, zone)
    number = handovers.turn_at(since)
    starts = since
    while starts < until:
        number += 1
        ends = min(handovers.at(number), until)
        if starts < ends:  # a turn may lie in a day that the clock skips
            person = layer.people[(number - 1) % len(layer.people)]
            yield Piece(starts, ends, person, why)
            starts = ends


class Handovers:
    """When the turns of a layer begin; the first, number 0, at the layer's start.

    A clock time that is skipped on that day counts as the moment of the jump, one
    that comes twice as the first of the two.
    """

    def __init__(self, layer: Turns, zone: ZoneInfo) -> None:
        self._zone = zone
        self._start = layer.starts_at
        self._first = layer.starts_at.astimezone(zone).replace(tzinfo=None, fold=0)
        self._by_clock = layer.rotation in DAYS
        hours = DAYS[layer.rotation] * 24 if self._by_clock else 1
        self._turn = layer.length * hours * HOUR

    def at(self, number: int) -> datetime:
        """When turn `number` begins."""
        if number <= 0:
            return self._start
        if not self._by_clock:
            return self._start + number * self._turn
        found = first_shown(self._first + number * self._turn, self._zone)
        # Where the clock goes back over the first hand-over, the next is not before.
        return max(found, self._start)

    def turn_at(self, at: datetime) -> int:
        """The number of the turn at a moment that is not before the layer's start."""
        number = (at - self._start) // self._turn
        # A clock may be set by hours, so the count by whole days is off by one at most.
        while number > 0 and self.at(number) > at:
            number -= 1
        while self.at(number + 1) <= at:
            number += 1
        return number


def open_hours(
    hours: Sequence[Hours], zone: ZoneInfo, since: datetime, until: datetime
) -> list[tuple[datetime, datetime]] | None:
    """When a layer counts, in order and joined; None for always."""
    if not hours:
        return None
    found = []
    for day in days(since, until, zone):
        for each in hours:
            if day.weekday() in each.weekdays:
                over = each.ends <= each.starts
                found.append(window(day, each.starts, each.ends, zone, next_day=over))
    return joined(sorted(pair for pair in found if pair is not None))


def joined(
    ordered: Sequence[tuple[datetime, datetime]],
) -> list[tuple[datetime, datetime]]:
    """Stretches that touch or overlap are one."""
    found: list[tuple[datetime, datetime]] = []
    for starts, ends in ordered:
        if found and starts <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((starts, ends))
    return found


def within(lane: Lane, stretches: Sequence[tuple[datetime, datetime]]) -> Lane:
    """What of it lies in these stretches; both are in order."""
    found, first = [], 0
    for piece in lane:
        while first < len(stretches) and stretches[first][1] <= piece.starts:
            first += 1
        for starts, ends in islice(stretches, first, None):
            if starts >= piece.ends:
                break
            found.append(
                piece._replace(
                    starts=max(starts, piece.starts), ends=min(ends, piece.ends)
                )
            )
    return found
