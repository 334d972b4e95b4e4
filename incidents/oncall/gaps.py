"""Positions that nobody has, now or within a week: followed, and told once.

A layer that only counts at certain times leaves its other times open on purpose: such
a time is no gap here. Whether a service then has nobody is for incidents.coverage.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from incidents.oncall.calculator import of_position
from incidents.oncall.models import Gap, Schedule
from incidents.oncall.telling import tell_gap
from incidents.oncall.values import Rota, Span

AHEAD = timedelta(days=7)
REASON = 300
# A schedule that was only just made has no layers yet, and that is no news.
UNTOUCHED = 1


@dataclass(frozen=True, slots=True)
class Open:
    """A position without anybody; `ends` is None where no end is in sight."""

    position: int
    starts: datetime
    ends: datetime | None
    reason: str


def open_positions(rota: Rota, since: datetime, until: datetime) -> list[Open]:
    """Where somebody should be on call and nobody is. What follows without a break is
    one. Pure.
    """
    return [
        found
        for position in rota.positions
        for found in _of_position(rota, position, since, until)
    ]


def _of_position(
    rota: Rota, position: int, since: datetime, until: datetime
) -> Iterator[Open]:
    spans = of_position(rota, position, since, until)
    for missing, group in groupby(spans, key=lambda span: _is_missing(rota, span)):
        if missing:
            same = list(group)
            ends = same[-1].ends if same[-1].ends < until else None
            yield Open(position, same[0].starts, ends, same[0].reason[:REASON])


def _is_missing(rota: Rota, span: Span) -> bool:
    return span.is_gap and not (
        _nobody_passed_over(rota, span) and _outside_hours(rota, span)
    )


def _nobody_passed_over(rota: Rota, span: Span) -> bool:
    """Whether no layer and no override meant anybody to be there."""
    free = Rota(rota.name, rota.zone, rota.layers, rota.overrides, names=rota.names)
    meant = of_position(free, span.position, span.starts, span.ends)
    return all(each.is_gap for each in meant)


def _outside_hours(rota: Rota, span: Span) -> bool:
    return any(
        layer.hours
        and layer.people
        and layer.starts_at <= span.starts
        and (layer.ends_at is None or span.starts < layer.ends_at)
        for layer in rota.layers
        if layer.position == span.position
    )


def follow(schedule: Schedule, rota: Rota, now: datetime, until: datetime) -> None:
    """Keep what is open of it by `now` (UTC), with what is to come until then, and have
    people told of what has begun. The schedule is held.
    """
    known = list(Gap.objects.filter(schedule=schedule, closed_at=None))
    for each in open_positions(rota, now, until):
        row = next((gap for gap in known if _is_same(gap, each)), None)
        if row is not None:
            known.remove(row)
            _again(row, each)
        elif each.starts < now + AHEAD:
            row = Gap(
                schedule=schedule,
                position=each.position,
                starts_at=each.starts,
                ends_at=each.ends,
                reason=each.reason,
            )
        if row is not None:
            row.save()
            _begin(row, now)
    for gap in known:
        _close(gap, now)


def _is_same(gap: Gap, found: Open) -> bool:
    """They touch: a gap goes on for longer, or ends sooner."""
    if gap.position != found.position:
        return False
    begun_before = found.ends is None or gap.starts_at <= found.ends
    return begun_before and (gap.ends_at is None or gap.ends_at >= found.starts)


def _again(gap: Gap, found: Open) -> None:
    gap.ends_at, gap.reason = found.ends, found.reason
    if gap.told_at is None:
        gap.starts_at = found.starts


def _begin(gap: Gap, now: datetime) -> None:
    untouched = gap.schedule.version == UNTOUCHED
    if gap.told_at is None and gap.starts_at <= now and not untouched:
        gap.told_at = now
        gap.save(update_fields=["told_at"])
        tell_gap(gap)


def _close(gap: Gap, now: datetime) -> None:
    """What nobody was told of leaves no row."""
    if gap.told_at is None:
        gap.delete()
    else:
        gap.closed_at = now
        gap.save(update_fields=["closed_at"])


def coming(*, limit: int) -> list[Gap]:
    """Those that are open or within a week, the earliest first."""
    found = Gap.objects.filter(closed_at=None).select_related("schedule__team")
    return list(found.order_by("starts_at", "pk")[:limit])
