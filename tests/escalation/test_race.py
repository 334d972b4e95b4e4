"""Nothing is paged after an acknowledgement, whoever is in the middle of what."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from incidents.escalation import services
from incidents.escalation.models import Page, Run
from incidents.record.models import Incident
from incidents.response import paging
from tests.escalation.conftest import Escalation
from tests.escalation.race import born, race

# `python -m tests.bench race` has 10,000 of them.
INCIDENTS = 300
NEVER = 1_000_000
BLOCKED = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
"""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", [1])
def test_nothing_is_paged_after_an_acknowledgement(
    escalation: Escalation, seed: int
) -> None:
    service, ada = escalation.monitoring.service, escalation.person("Ada")
    found = race(service, ada, count=INCIDENTS, now=escalation.now, seed=seed)
    assert found.total() == INCIDENTS
    assert min(found["paged first"], found["nobody paged"]) > INCIDENTS // 20
    escalation.advance()
    assert not Page.objects.filter(status__in=services.UNSENT).exists()


class Meanwhile:
    """Another session does `act` right before statement `number` of this one, and as
    much of it as it can: until it is done, or waits for this one.
    """

    def __init__(self, number: int, act: Callable[[], object]) -> None:
        self._number = number
        self._act = act
        self._pool = ThreadPoolExecutor(2)
        self._future: Future[object] | None = None
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        if self.statements == self._number:
            self._future = self._pool.submit(self._closing, self._act)
            self._pool.submit(self._closing, self._wait).result()
        self.statements += 1
        return execute(*statement)

    def end(self) -> None:
        if self._future is not None:
            self._future.result()
        self._pool.shutdown()

    def _wait(self) -> None:
        while self._future is not None and not self._future.done():
            with connection.cursor() as cursor:
                cursor.execute(BLOCKED)
                if cursor.fetchone()[0]:
                    return
            time.sleep(0.001)

    @staticmethod
    def _closing(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()


@pytest.mark.parametrize("first", ["escalating", "acknowledging"])
def test_each_place_where_one_can_overtake_the_other_is_tried(
    escalation: Escalation, first: str
) -> None:
    undisturbed = born(escalation.monitoring.service, 1, escalation.now)[0]
    statements = overtaken(escalation, undisturbed, first, NEVER)
    assert statements > 10
    for number in range(statements):
        incident = born(escalation.monitoring.service, 1, escalation.now)[0]
        overtaken(escalation, incident, first, number)
        assert not Page.objects.filter(
            incident=incident, status__in=services.UNSENT
        ).exists()
        assert Run.objects.get(incident=incident).status == "acknowledged"


def overtaken(
    escalation: Escalation, incident: Incident, first: str, number: int
) -> int:
    """How many statements the one has that the other overtakes at this one, if so."""
    now, ada = escalation.now, escalation.person("Ada")
    acts: dict[str, Callable[[], object]] = {
        "escalating": lambda: paging.advance(now),
        "acknowledging": lambda: paging.acknowledge(incident=incident, by=ada, now=now),
    }
    act = acts.pop(first)
    (other,) = acts.values()
    meanwhile = Meanwhile(number, other)
    with connection.execute_wrapper(meanwhile):
        act()
    meanwhile.end()
    return meanwhile.statements
