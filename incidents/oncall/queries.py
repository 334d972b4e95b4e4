"""Who is on call, when, and until when. Times are UTC."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from incidents.oncall.calculator import shifts as as_shifts
from incidents.oncall.calculator import spans
from incidents.oncall.loading import rotas
from incidents.oncall.models import Schedule
from incidents.oncall.timelines import timelines
from incidents.oncall.values import Holder, Rota, Shift, Span
from incidents.people.models import Person

# A shift that runs over the edge of what is asked for is looked at so far beyond it.
BEYOND = timedelta(days=35)


def holders(schedules: Collection[int], at: datetime) -> dict[int, tuple[Holder, ...]]:
    """Who is on call in each schedule, by its id and ordered by position; of a gap
    nobody.

    Two queries while nothing has changed since this process last looked.
    """
    found = timelines(schedules, at)
    return {pk: found[pk].holders(at) if pk in found else () for pk in schedules}


def next_holders(
    schedules: Collection[int], at: datetime
) -> dict[int, tuple[Holder, ...]]:
    """Who comes after them in each position, within the next eight weeks at least."""
    found = timelines(schedules, at)
    return {pk: found[pk].after(at) if pk in found else () for pk in schedules}


def coverage(schedule: int, since: datetime, until: datetime) -> tuple[Span, ...]:
    """Every position of a schedule from then until then, gaps named."""
    rota = rotas([schedule], since, until).get(schedule)
    return spans(rota, since, until) if rota else ()


def gaps(schedule: int, since: datetime, until: datetime) -> list[Span]:
    """When a position of it has nobody, by position and time."""
    return [span for span in coverage(schedule, since, until) if span.is_gap]


def shifts(
    people: Iterable[int], since: datetime, until: datetime
) -> tuple[Shift, ...]:
    """When these people are on call, in any schedule, in order of time.

    A shift that runs over the edges is told whole, as far as 35 days beyond them.
    """
    wanted = frozenset(people)
    mine = Schedule.objects.filter(
        Q(layers__members__person__in=wanted) | Q(overrides__person__in=wanted)
    )
    found = of_schedules(set(mine.values_list("pk", flat=True)), since, until)
    return tuple(shift for shift in found if shift.person in wanted)


def of_schedules(
    schedules: Collection[int], since: datetime, until: datetime
) -> tuple[Shift, ...]:
    """All shifts of these schedules, in order of time; see shifts."""
    first, last = since - BEYOND, until + BEYOND
    found = [
        shift
        for pk, rota in rotas(schedules, first, last).items()
        for shift in of_rota(pk, rota, first, last)
        if shift.starts < until and shift.ends > since
    ]
    return tuple(sorted(found, key=lambda each: (each.starts, each.name)))


def of_rota(schedule: int, rota: Rota, since: datetime, until: datetime) -> list[Shift]:
    """Who has which stretch of it, by position and time."""
    return [
        Shift(
            schedule=schedule,
            name=rota.name,
            position=same[0].position,
            person=same[0].person,
            starts=same[0].starts,
            ends=same[-1].ends,
            reason=same[0].reason,
        )
        for position in rota.positions
        for same in as_shifts(
            [each for each in spans(rota, since, until) if each.position == position]
        )
        if same[0].person is not None
    ]


def of_team(team: int) -> list[Schedule]:
    """A team's schedules, by name."""
    return list(Schedule.objects.filter(team=team).select_related("team"))


def members(schedule: Schedule) -> list[Person]:
    """The active people who take turns in it, by name."""
    mine = Person.objects.filter(layers__layer__schedule=schedule, is_active=True)
    return list(mine.distinct().order_by("name"))
