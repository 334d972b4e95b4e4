"""A week of schedules as it is drawn: a row of bars for each position."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from incidents.oncall.calculator import of_position, shifts
from incidents.oncall.loading import rotas
from incidents.oncall.values import Rota, Span, position_name

WEEK = timedelta(days=7)
COLOURS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of one holder, or a gap: its place and width in %, and its words."""

    left: str
    width: str
    name: str
    when: str
    reason: str
    colour: str
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Track:
    """A position through the week; `now` is the present's place in %."""

    position: str
    bars: tuple[Bar, ...]
    now: str


def weeks(
    schedules: Collection[int], monday: datetime, now: datetime
) -> dict[int, tuple[Track, ...]]:
    """Each schedule's week from this moment on, by its id."""
    sunday = week_end(monday)
    return {
        pk: tuple(
            _track(rota, position, (monday, sunday), now) for position in rota.positions
        )
        for pk, rota in rotas(schedules, monday, sunday).items()
    }


def week_end(monday: datetime) -> datetime:
    """The same hour a week later by the clock there, not by the hours that pass."""
    later = (monday.replace(tzinfo=None) + WEEK).replace(fold=0)
    return timezone.make_aware(later)


def days(monday: datetime, now: datetime) -> list[tuple[datetime, bool]]:
    """The seven days, and which one is today."""
    today = timezone.localtime(now).date()
    noon = (monday.replace(tzinfo=None) + timedelta(days=n, hours=12) for n in range(7))
    return [(timezone.make_aware(each), each.date() == today) for each in noon]


def _track(
    rota: Rota, position: int, week: tuple[datetime, datetime], now: datetime
) -> Track:
    found = shifts(of_position(rota, position, *week))
    is_now = week[0] <= now < week[1]
    return Track(
        position=position_name(position).capitalize(),
        bars=tuple(_bar(rota, same, week) for same in found),
        # No finer than ten minutes, so that the page changes no oftener.
        now=f"{(now - week[0]) / (week[1] - week[0]):.1%}" if is_now else "",
    )


def _bar(rota: Rota, same: list[Span], week: tuple[datetime, datetime]) -> Bar:
    starts, ends, person = same[0].starts, same[-1].ends, same[0].person
    length = week[1] - week[0]
    first, last = timezone.localtime(starts), timezone.localtime(ends)
    return Bar(
        left=f"{(starts - week[0]) / length:.2%}",
        width=f"{(ends - starts) / length:.2%}",
        name=rota.name_of(person) if person is not None else "Nobody",
        when=f"{first:%a %-d %b %H:%M} to {last:%a %-d %b %H:%M}",
        reason="; ".join(dict.fromkeys(span.reason for span in same)),
        colour=f"who-{person % COLOURS}" if person is not None else "gap",
        is_wide=(ends - starts) / length > 0.1,
    )
