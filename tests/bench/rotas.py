"""What `tests.bench.oncall` runs within a Muster: many schedules, and looks at them.

It prints its milliseconds as one line of JSON.
"""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from incidents import memory
from incidents.oncall import queries
from incidents.oncall.calculator import spans
from incidents.oncall.models import Layer, LayerMember, Schedule
from incidents.oncall.values import Rota, Turns
from incidents.people.models import Person, Team
from tests.bench.figures import median
from tests.oncall.slow import on_call

SCHEDULES, PEOPLE, TIMES = 1_000, 500, 15
YEAR = timedelta(days=365)
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
MOMENTS = 5


def measure() -> None:
    """The figures, in ms, of a process that is as Muster's are after their start: of
    one schedule-year, and of 1,000 schedules now.
    """
    memory.settle()
    print(json.dumps(_year() | _now()))


def _year() -> dict[str, float]:
    """A daily and a weekly layer over two changes of the clock. The reference says
    who is on call at one moment of each day.
    """
    people = tuple(range(1, 9))
    layers = tuple(
        Turns(number, "Layer", number + 1, 50, rotation, 1, START, people)
        for number, rotation in enumerate(("daily", "weekly"))
    )
    rota = Rota("Bench", ZoneInfo("Europe/London"), layers)
    moments = [START + timedelta(days=73 * n, minutes=1) for n in range(MOMENTS)]
    slow = _timed(
        lambda: [on_call(rota, position, at) for at in moments for position in (1, 2)]
    )
    return {
        "year": _median(lambda: spans(rota, START, START + YEAR)),
        "slow_year": slow / MOMENTS * 365,
    }


def _now() -> dict[str, float]:
    """The first look of a process, and the next ones. The reference asks for each
    schedule by itself, with nothing kept.
    """
    made = _made()
    now = timezone.now()
    first = _timed(lambda: queries.holders(made, now))
    warm = _median(lambda: queries.holders(made, now))
    found = queries.holders(made, now)
    if any(len(holders) != 2 for holders in found.values()):
        raise AssertionError("Somebody is missing: the figures would say nothing.")
    minute = timedelta(minutes=1)
    one = _median(lambda: queries.coverage(made[0], now, now + minute))
    return {"first": first, "now": warm, "each": one * SCHEDULES}


def _made() -> list[int]:
    team = Team.objects.create(name="Bench", slug="bench")
    people = Person.objects.bulk_create(
        Person(email=f"bench-{number}@muster.example", name=f"Person {number}")
        for number in range(PEOPLE)
    )
    schedules = Schedule.objects.bulk_create(
        Schedule(name=f"Bench {n}", slug=f"bench-{n}", team=team, timezone=zone)
        for n, zone in zip(range(SCHEDULES), _zones(), strict=False)
    )
    layers = Layer.objects.bulk_create(
        Layer(schedule=each, name="Turns", position=position, starts_at=START)
        for each in schedules
        for position in (1, 2)
    )
    LayerMember.objects.bulk_create(
        LayerMember(layer=layer, person=people[(number * 3 + turn) % PEOPLE], rank=turn)
        for number, layer in enumerate(layers)
        for turn in range(6)
    )
    return [each.pk for each in schedules]


def _zones() -> list[str]:
    names = ["Europe/London", "America/New_York", "Asia/Tokyo", "Australia/Sydney"]
    return names * (SCHEDULES // len(names))


def _median(work: Callable[[], object]) -> float:
    return median([_timed(work) for _ in range(TIMES)])


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000
