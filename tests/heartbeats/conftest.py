"""A service with a heartbeat, in a Muster that receives."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.catalog.models import Service
from incidents.heartbeats import services
from incidents.heartbeats.models import Heartbeat, Reception
from incidents.heartbeats.values import Plan
from incidents.people.models import Person, Team

NOW = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def receives(begins: datetime, ends: datetime) -> None:
    """A stretch of time in which Muster received."""
    Reception.objects.create(from_at=begins, until_at=ends)


@pytest.fixture
def ada(db: None) -> Person:
    return Person.objects.create(email="ada@brightwater.example", name="Ada Example")


@pytest.fixture
def service(db: None) -> Service:
    team = Team.objects.create(name="Payments", slug="payments")
    return Service.objects.create(name="Ledger", slug="ledger", team=team)


@pytest.fixture
def backup(service: Service) -> Heartbeat:
    """Every five minutes, with a minute's grace."""
    plan = Plan("Backup", interval_seconds=300, grace_seconds=60)
    return services.make(service=service, plan=plan, by=None, now=NOW)
