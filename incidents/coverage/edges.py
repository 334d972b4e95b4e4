"""The moments at which it may change whom a policy pages. Pure.

Between two of them nothing that a step looks at changes, so that one look in between
proves all of the time there: no minute is left to chance.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from incidents.oncall.calculator import spans
from incidents.oncall.values import Away, Rota
from incidents.people.hours import days
from incidents.policies import steps
from incidents.policies.steps import only_between
from incidents.policies.values import FrozenPolicy, FrozenStep
from incidents.values import Mistake

SECOND = timedelta(seconds=1)
Moments = Iterable[datetime]


def of_rotas(rotas: Iterable[Rota], since: datetime, until: datetime) -> Moments:
    """When a position of one of these changes hands, or the reason changes."""
    for rota in rotas:
        for span in spans(rota, since, until):
            yield span.starts


def of_leave(away: Iterable[Away]) -> Moments:
    for each in away:
        yield each.starts_at
        yield each.ends_at


def of_policy(policy: FrozenPolicy, since: datetime, until: datetime) -> Moments:
    """When a step that looks at the clock may say something else."""
    for step in policy.steps:
        yield from _of_step(step, since, until)


def _of_step(step: FrozenStep, since: datetime, until: datetime) -> Moments:
    found = BY_CLOCK.get(step.kind)
    if found is None:
        return ()
    try:
        return found(steps.find(step.kind).read(step.settings), since, until)
    except Mistake:  # a step that cannot be read is a gap at every moment
        return ()


def _only_between(
    settings: only_between.Settings, since: datetime, until: datetime
) -> Moments:
    times = {time(), settings.starts, settings.ends}
    return of_clock(times, ZoneInfo(settings.zone), since, until)


# Kinds that look at the time itself, which a test holds against their code.
BY_CLOCK: Mapping[str, Callable[..., Moments]] = {only_between.KIND.name: _only_between}


def of_clock(
    times: Collection[time], zone: ZoneInfo, since: datetime, until: datetime
) -> Iterator[datetime]:
    """When the clock there shows one of these times, both times where it comes twice,
    and when it jumps.
    """
    yield from jumps(zone, since, until)
    for day in days(since, until, zone):
        for each in times:
            wall = datetime.combine(day, each, tzinfo=zone)
            yield wall.replace(fold=0).astimezone(UTC)
            yield wall.replace(fold=1).astimezone(UTC)


def jumps(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """When the clock there is set forward or back, to the second."""
    at = since
    while at < until:
        later = min(at + timedelta(hours=6), until)
        if _offset(at, zone) != _offset(later, zone):
            yield _between(at, later, zone)
        at = later


def _between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    low = low.replace(microsecond=0)
    before = _offset(low, zone)
    while high - low > SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def within(moments: Moments, since: datetime, until: datetime) -> list[datetime]:
    """In order, each once, from `since` on and before `until`."""
    return sorted({since, *(each for each in moments if since < each < until)})
