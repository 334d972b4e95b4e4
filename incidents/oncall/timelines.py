"""Who is on call in some weeks around a moment, worked out once and kept.

Each process keeps a timeline for each schedule. It is of one version of the schedule,
which every change of who is on call raises, and of one row version of PostgreSQL
(`xmin`): what a transaction saw of its own and then rolled back is never used again.
"""

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from incidents.oncall.calculator import of_position, shifts
from incidents.oncall.loading import rotas
from incidents.oncall.values import Holder, Rota, Slot

WEEK = timedelta(days=7)
MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
BACK, AHEAD = 5 * WEEK, 13 * WEEK
# At least so much is known before and after any moment that a timeline answers for.
LEAST_BACK, LEAST_AHEAD = 4 * WEEK, 8 * WEEK

Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One position: from each moment of `starts` on, the holder at the same place."""

    position: int
    starts: list[datetime]
    holders: list[Holder | None]

    def at(self, moment: datetime) -> Holder | None:
        return self.holders[bisect_right(self.starts, moment) - 1]

    def after(self, moment: datetime) -> Holder | None:
        """The next other holder, gaps passed over."""
        number = bisect_right(self.starts, moment) - 1
        now = self.holders[number]
        for holder in self.holders[number + 1 :]:
            if holder and (now is None or holder.person != now.person):
                return holder
        return None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A schedule from `since` to `until`; `gone` are its people who have left."""

    mark: Mark
    since: datetime
    until: datetime
    rows: tuple[Row, ...]
    gone: frozenset[int]

    def answers(self, mark: Mark, at: datetime) -> bool:
        known = self.since + LEAST_BACK <= at < self.until - LEAST_AHEAD
        return known and self.mark == mark

    def holders(self, at: datetime) -> tuple[Holder, ...]:
        # Written out, for a thousand of them are asked for at once.
        found = []
        for row in self.rows:
            holder = row.holders[bisect_right(row.starts, at) - 1]
            if holder is not None:
                found.append(holder)
        return tuple(found)

    def slots(self, at: datetime) -> tuple[Slot, ...]:
        return tuple(Slot(r.position, r.at(at), r.after(at)) for r in self.rows)

    def after(self, at: datetime) -> tuple[Holder, ...]:
        found = (row.after(at) for row in self.rows)
        return tuple(each for each in found if each is not None)


_kept: dict[int, Timeline] = {}


def timelines(schedules: Collection[int], at: datetime) -> dict[int, Timeline]:
    """Of each of these schedules, by id; two queries while nothing changed."""
    marks = _marks(schedules)
    found = {
        pk: kept
        for pk, mark in marks.items()
        if (kept := _kept.get(pk)) is not None and kept.answers(mark, at)
    }
    compiled = _compiled({pk: marks[pk] for pk in marks if pk not in found}, at)
    found |= compiled
    left = _changed({pk: t for pk, t in found.items() if pk not in compiled}, at)
    return found | _compiled({pk: marks[pk] for pk in left}, at)


def _compiled(marks: dict[int, Mark], at: datetime) -> dict[int, Timeline]:
    if not marks:
        return {}
    monday = MONDAY + (at - MONDAY) // WEEK * WEEK
    since, until = monday - BACK, monday + AHEAD
    made = {
        pk: compiled(rota, marks[pk], since, until)
        for pk, rota in rotas(marks, since, until).items()
    }
    _kept.update(made)
    return made


def compiled(rota: Rota, mark: Mark, since: datetime, until: datetime) -> Timeline:
    """All positions of a rota, each as it changes hands."""
    rows = tuple(_row(rota, each, since, until) for each in rota.positions)
    return Timeline(mark, since, until, rows, rota.gone)


def _row(rota: Rota, position: int, since: datetime, until: datetime) -> Row:
    starts: list[datetime] = []
    holders: list[Holder | None] = []
    for shift in shifts(of_position(rota, position, since, until)):
        begins, ends = shift[0].starts, shift[-1].ends
        for span in shift:
            starts.append(span.starts)
            holders.append(
                None
                if span.person is None
                else Holder(
                    person=span.person,
                    name=rota.name_of(span.person),
                    position=position,
                    since=begins if begins > since else None,
                    until=ends if ends < until else None,
                    reason=span.reason,
                )
            )
    return Row(position, starts, holders)


def _marks(schedules: Collection[int]) -> dict[int, Mark]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, version, xmin::text::bigint FROM incidents_schedule "
            "WHERE id = ANY(%s)",
            [list(schedules)],
        )
        return {pk: (version, row) for pk, version, row in cursor.fetchall()}


def _changed(found: dict[int, Timeline], at: datetime) -> list[int]:
    """The schedules for which somebody left, came back or has another name since."""
    names: dict[int, str] = {}
    for timeline in found.values():
        for holder in timeline.holders(at):
            names[holder.person] = holder.name
    gone = {person for timeline in found.values() for person in timeline.gone}
    if not names and not gone:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, is_active FROM incidents_person WHERE id = ANY(%s)",
            [[*names, *gone]],
        )
        stale = {
            pk
            for pk, name, is_active in cursor.fetchall()
            if is_active == (pk in gone) or names.get(pk, name) != name
        }
    if not stale:
        return []
    return [pk for pk, timeline in found.items() if _mentions(timeline, stale, at)]


def _mentions(timeline: Timeline, people: set[int], at: datetime) -> bool:
    now = {holder.person for holder in timeline.holders(at)}
    return bool(people & (now | timeline.gone))
