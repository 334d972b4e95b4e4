"""Late, early, twice, by a clock that was set: the latest word counts."""

from datetime import datetime, timedelta

import pytest

from incidents.alerts.models import Alert
from incidents.record.models import Incident
from incidents.values import Status
from tests.alerts.conftest import Monitoring, company, monitoring

__all__ = ["company", "monitoring"]
pytestmark = pytest.mark.django_db
State = Alert.Status


def said(monitoring: Monitoring, **ago: float) -> str:
    """A time by the tool's clock."""
    at: datetime = monitoring.now - timedelta(**ago)
    return at.isoformat()


def test_a_late_trigger_reopens_nothing(monitoring: Monitoring) -> None:
    monitoring.sends(at=said(monitoring, minutes=10))
    monitoring.resolves(at=said(monitoring, minutes=2))
    monitoring.sends(at=said(monitoring, minutes=5))
    assert monitoring.alert().status == State.RESOLVED
    assert monitoring.incident().status == Status.RESOLVED
    assert monitoring.alert().count == 2
    assert "no newer than its resolve: nothing fires" in monitoring.why()


def test_a_late_resolve_ends_nothing(monitoring: Monitoring) -> None:
    monitoring.sends(at=said(monitoring, minutes=2))
    monitoring.resolves(at=said(monitoring, minutes=5))
    assert monitoring.alert().status == State.FIRING
    assert "older than its latest trigger: it still fires" in monitoring.why()


def test_without_a_time_of_the_tools_the_order_of_arrival_counts(
    monitoring: Monitoring,
) -> None:
    monitoring.post(
        {"title": "Disk full", "action": "resolve"},
        {"title": "Disk full"},
        {"title": "Load high"},
        {"title": "Load high", "action": "resolve"},
    )
    monitoring.drains()
    assert monitoring.alert("Disk full").status == State.FIRING
    assert monitoring.alert("Load high").status == State.RESOLVED


def test_a_resolve_of_what_was_never_heard_of_opens_nothing(
    monitoring: Monitoring,
) -> None:
    monitoring.resolves()
    assert not Incident.objects.exists()
    assert monitoring.alert().count == 0
    assert "It was resolved before it was heard of" in monitoring.why()


def test_a_tools_clock_that_ran_ahead_and_was_mended_hides_nothing(
    monitoring: Monitoring,
) -> None:
    monitoring.sends(at=said(monitoring, hours=-3))
    monitoring.later(minutes=5)
    monitoring.resolves(at=said(monitoring, minutes=1))
    assert monitoring.incident().status == Status.RESOLVED
    monitoring.later(minutes=5)
    monitoring.sends(at=said(monitoring, minutes=1))
    assert monitoring.alert().status == State.FIRING


def test_our_clock_set_back_hides_neither_resolves_nor_triggers(
    monitoring: Monitoring,
) -> None:
    monitoring.sends(at=said(monitoring, seconds=5))
    monitoring.now -= timedelta(hours=1)
    monitoring.resolves(at=said(monitoring, hours=-1))
    assert monitoring.incident().status == Status.RESOLVED
    monitoring.now += timedelta(minutes=2)
    monitoring.sends(at=said(monitoring, hours=-1))
    assert monitoring.alert().status == State.FIRING
    assert monitoring.incident().status == Status.TRIAGE
    assert Incident.objects.count() == 1


def test_our_clock_set_ahead_and_back_again_hides_nothing(
    monitoring: Monitoring,
) -> None:
    monitoring.now += timedelta(days=2)
    monitoring.sends(at=said(monitoring, days=2))
    monitoring.now -= timedelta(days=2)
    monitoring.resolves(at=said(monitoring))
    assert monitoring.alert().status == State.RESOLVED
    monitoring.sends("Load high")
    assert monitoring.alert("Load high").incident is not None


def test_a_drain_whose_clock_is_behind_the_databases_sorts_all_the_same(
    monitoring: Monitoring,
) -> None:
    monitoring.post({"title": "Disk full"})
    monitoring.now -= timedelta(minutes=10)
    monitoring.drains()
    assert monitoring.alert().first_at == monitoring.now
    assert monitoring.alert().incident is not None
