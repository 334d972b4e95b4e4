"""A team of four with one weekly schedule, in Europe/London."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from incidents.oncall.models import Layer, Schedule
from incidents.people.models import Person, Team

# Monday noon in London, an ordinary winter's week.
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
Make = Callable[..., Layer]


@pytest.fixture
def payments() -> Team:
    return Team.objects.create(name="Payments", slug="payments")


def _person(name: str) -> Person:
    return Person.objects.create_user(f"{name.lower()}@brightwater.example", name)


@pytest.fixture
def ada(payments: Team) -> Person:
    return _person("Ada")


@pytest.fixture
def ben(payments: Team) -> Person:
    return _person("Ben")


@pytest.fixture
def chloe(payments: Team) -> Person:
    return _person("Chloe")


@pytest.fixture
def schedule(payments: Team) -> Schedule:
    return Schedule.objects.create(
        name="Payments on call",
        slug="payments",
        team=payments,
        timezone="Europe/London",
    )


@pytest.fixture
def layer(schedule: Schedule) -> Make:
    """layer(ada, ben, position=2) -> weekly turns that began this Monday at 09:00."""

    def make(*people: Person, **fields: object) -> Layer:
        made = Layer.objects.create(
            **{
                "schedule": schedule,
                "name": "Weekly",
                "starts_at": NOW - timedelta(hours=3),
            }
            | fields
        )
        for rank, person in enumerate(people):
            made.members.create(person=person, rank=rank)
        return made

    return make
