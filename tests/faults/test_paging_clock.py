"""A clock that steps by an hour, and levels that have nobody: who is paged when."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from incidents.escalation.models import Run
from incidents.oncall import services as oncall
from incidents.oncall.models import Layer
from incidents.policies.models import Policy
from incidents.policies.services import Step
from incidents.record.models import Entry
from incidents.response import paging
from tasks import clock
from tasks.pulse import Pulse
from tests.alerts.conftest import monitoring
from tests.bot.conftest import company
from tests.escalation.conftest import (
    Escalation,
    escalation,
    person_step,
    policy_of,
)

__all__ = ["company", "escalation", "monitoring"]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
GRACE = "Slack message to Grace"


def pulse() -> None:
    """What a worker does about paging in one second."""
    Pulse(["page"])._page()


@pytest.fixture
def now(escalation: Escalation) -> Escalation:
    """Ada was paged this moment, by the database's clock too."""
    escalation.now = clock.now()
    escalation.fires()
    escalation.newly_asked()
    return escalation


def due_in(escalation: Escalation, wait: timedelta) -> None:
    Run.objects.filter(pk=escalation.run().pk).update(next_at=clock.now() + wait)


def test_a_workers_clock_that_steps_back_holds_no_level_up(now: Escalation) -> None:
    due_in(now, -timedelta(seconds=1))
    with time_machine.travel(timezone.now() - HOUR):
        pulse()
    assert GRACE in now.newly_asked()
    following = now.run().next_at
    assert following is not None
    assert abs(following - clock.now() - timedelta(minutes=5)) < HOUR / 10


def test_a_workers_clock_that_steps_on_pages_nobody_too_soon(now: Escalation) -> None:
    due_in(now, timedelta(minutes=5))
    with time_machine.travel(timezone.now() + HOUR):
        pulse()
    assert now.newly_asked() == []


def test_who_escalates_on_a_clock_that_is_an_hour_on_is_heard_at_once(
    now: Escalation,
) -> None:
    ada, later = now.person("Ada"), timezone.now() + HOUR
    paging.escalate(incident=now.incident(), by=ada, now=later)
    pulse()
    assert GRACE in now.newly_asked()
    policy = policy_of(
        now.monitoring.service.team,
        person_step(now.person("Ben"), 0),
        name="By hand",
        slug="by-hand",
        is_default=False,
    )
    paging.page(incident=now.incident(), by=ada, now=later, policy=policy)
    pulse()
    assert "Slack message to Ben" in now.newly_asked()


@pytest.mark.parametrize("people", [[], ["Ben"]])
def test_a_rota_without_anybody_who_is_there_asks_the_next_level_at_once(
    escalation: Escalation, people: list[str]
) -> None:
    team, at = escalation.monitoring.service.team, escalation.now
    schedule = oncall.create_schedule(
        name="Payments on call",
        team=team,
        timezone="UTC",
        description="",
        by=None,
        now=at,
    )
    if people:
        layer = Layer(schedule=schedule, name="Primary", position=1, starts_at=at)
        found = [escalation.person(name) for name in people]
        oncall.save_layer(layer=layer, people=found, hours=(), by=None, now=at)
    Policy.objects.all().delete()
    step = Step("schedule", 0, {"schedule": schedule.pk, "position": 1})
    policy_of(team, step, person_step(escalation.person("Grace"), 1))
    for name in people:  # who leaves Slack is nobody any more
        person = escalation.person(name)
        person.is_active = False
        person.save()
    escalation.fires()
    assert GRACE in escalation.newly_asked()
    gap = Entry.objects.filter(kind=Entry.Kind.TROUBLE).latest("pk").text
    assert "nobody can be paged, so the next level is asked at once" in gap
