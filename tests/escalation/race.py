"""Acknowledgements that race two workers, on a real PostgreSQL with four sessions."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connection

from incidents.alerts import house
from incidents.catalog.models import Service
from incidents.escalation import advancing, services
from incidents.escalation.choosing import Starting
from incidents.escalation.models import Page, Run
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.response import paging
from incidents.values import Status

AT_ONCE = 200
# How many runs a worker takes at a time here, so that it looks often.
LEAST, MOST = 5, 40
WORKERS = PEOPLE = 2


def born(service: Service, count: int, now: datetime) -> list[Incident]:
    """Incidents whose first level is due."""
    made = Incident.objects.bulk_create(
        Incident(
            title=f"Disk {number}",
            service=service,
            status=Status.INVESTIGATING,
            declared_at=now,
        )
        for number in range(count)
    )
    starting = [Starting(each) for each in made]
    services.start(incidents=starting, catch_all=house.catch_all(), now=now)
    return made


def race(
    service: Service, by: Person, *, count: int, now: datetime, seed: int
) -> Counter[str]:
    """So many incidents are acknowledged while two workers escalate them: in batches,
    each incident at a random place of each worker's work. Counts who came first.

    Raises AssertionError when a page is committed after an acknowledgement.
    """
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    with ThreadPoolExecutor(WORKERS + PEOPLE) as pool:
        while found.total() < count:
            size = min(AT_ONCE, count - found.total())
            found += _round(pool, born(service, size, now), by, now, chance)
        at_once(pool, *[leave] * (WORKERS + PEOPLE))
    return found


def _round(
    pool: ThreadPoolExecutor,
    incidents: list[Incident],
    by: Person,
    now: datetime,
    chance: random.Random,
) -> Counter[str]:
    chance.shuffle(incidents)
    left = threading.Semaphore(0)
    seen: dict[int, int] = {}

    def acknowledge(mine: Sequence[Incident]) -> None:
        for each in mine:
            left.release()
            paging.acknowledge(incident=each, by=by, now=now)
            seen[each.pk] = Page.objects.filter(incident=each).count()

    def work(looks: Iterable[tuple[int, int]]) -> None:
        for acknowledged, limit in looks:
            for _ in range(acknowledged):
                left.acquire()
            advancing.advance(now=now, house=house.HOUSE, limit=limit)

    looks = _looks(len(incidents), chance)
    shares = [incidents[n::PEOPLE] for n in range(PEOPLE)]
    at_once(
        pool,
        *[lambda mine=mine: acknowledge(mine) for mine in shares],
        *[lambda n=n: work(looks[n::WORKERS]) for n in range(WORKERS)],
    )
    _assert_nothing_came_after(seen)
    return Counter(
        "paged first" if count else "nobody paged" for count in seen.values()
    )


def _looks(count: int, chance: random.Random) -> list[tuple[int, int]]:
    """After how many acknowledgements each look of a worker comes, and its limit."""
    found = []
    while count > 0:
        after = min(count, chance.randint(LEAST, MOST) // 2)
        found.append((after, chance.randint(LEAST, MOST)))
        count -= after
    return found


def _assert_nothing_came_after(seen: dict[int, int]) -> None:
    """`seen`: how many pages each had when its acknowledgement was committed."""
    pages = Page.objects.filter(incident__in=seen)
    assert not pages.filter(status__in=services.UNSENT).exists()
    assert Counter(pages.values_list("incident", flat=True)) == Counter(seen)
    runs = Run.objects.filter(incident__in=seen).values_list("status", flat=True)
    assert set(runs) == {Run.Status.ACKNOWLEDGED}


def leave() -> None:
    """Close the connection of the thread that this runs on."""
    connection.close()


def at_once(pool: ThreadPoolExecutor, *acts: Callable[[], object]) -> None:
    """All of them, each on a thread of its own, begun together."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        act()

    for each in [pool.submit(run, act) for act in acts]:
        each.result()
