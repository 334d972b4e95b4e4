"""Windows that overlap, resolving as a service wants it, and what nobody takes."""

from datetime import timedelta

import pytest

from incidents.alerts.models import Alert, IncidentRoute, Silence, TeamRoute
from incidents.calendars.models import CalendarEvent
from incidents.lifecycle import triage
from incidents.record.models import Incident
from incidents.values import Status
from tests.alerts.conftest import Monitoring, company, monitoring

__all__ = ["company", "monitoring"]
pytestmark = pytest.mark.django_db
State = Alert.Status


def event(monitoring: Monitoring, kind: str, *, minutes: int, team: bool) -> None:
    """One that began an hour ago and ends so many minutes from now."""
    CalendarEvent.objects.create(
        kind=kind,
        name=f"{kind} of the {'team' if team else 'service'}",
        starts_at=monitoring.now - timedelta(hours=1),
        ends_at=monitoring.now + timedelta(minutes=minutes),
        team=monitoring.service.team if team else None,
        service=None if team else monitoring.service,
    )


def waits(monitoring: Monitoring, *, minutes: int) -> None:
    for _ in range(minutes // 5):
        monitoring.later(minutes=5)


def test_do_not_monitor_of_a_team_is_over_what_its_service_says(
    monitoring: Monitoring,
) -> None:
    event(monitoring, CalendarEvent.Kind.DO_NOT_MONITOR, minutes=30, team=True)
    event(monitoring, CalendarEvent.Kind.AUTOMATE, minutes=60, team=False)
    monitoring.sends()
    assert monitoring.alert().status == State.HELD
    assert "do_not_monitor of the team" in monitoring.why()
    waits(monitoring, minutes=30)
    assert monitoring.alert().incident == monitoring.incident()


def test_of_two_windows_the_later_end_counts(monitoring: Monitoring) -> None:
    event(monitoring, CalendarEvent.Kind.DO_NOT_MONITOR, minutes=10, team=True)
    event(monitoring, CalendarEvent.Kind.DO_NOT_MONITOR, minutes=30, team=False)
    monitoring.sends()
    waits(monitoring, minutes=25)
    assert monitoring.alert().status == State.HELD
    waits(monitoring, minutes=5)
    assert monitoring.alert().status == State.FIRING


def test_a_silence_goes_on_after_the_window_in_which_it_lies(
    monitoring: Monitoring,
) -> None:
    event(monitoring, CalendarEvent.Kind.DO_NOT_MONITOR, minutes=10, team=False)
    Silence.objects.create(
        service=monitoring.service, until=monitoring.now + timedelta(minutes=20)
    )
    monitoring.sends()
    waits(monitoring, minutes=15)
    assert monitoring.alert().status == State.HELD
    waits(monitoring, minutes=5)
    assert monitoring.alert().incident == monitoring.incident()


def test_what_resolved_in_a_window_comes_to_nothing_at_its_end(
    monitoring: Monitoring,
) -> None:
    event(monitoring, CalendarEvent.Kind.DO_NOT_MONITOR, minutes=10, team=False)
    monitoring.sends()
    monitoring.resolves()
    waits(monitoring, minutes=20)
    assert not Incident.objects.exists()
    assert "before it came to an incident" in monitoring.why()


def test_flapping_that_was_silenced_settles_all_the_same(
    monitoring: Monitoring,
) -> None:
    monitoring.settings(flap_changes=3, flap_minutes=10)
    Silence.objects.create(
        service=monitoring.service, until=monitoring.now + timedelta(minutes=5)
    )
    monitoring.sends()
    for _ in range(2):
        monitoring.resolves()
        monitoring.sends()
    assert monitoring.alert().is_flapping
    waits(monitoring, minutes=15)
    assert not monitoring.alert().is_flapping
    assert monitoring.alert().incident == monitoring.incident()


@pytest.mark.parametrize(
    ("resolving", "accepted", "status"),
    [
        ("always", False, Status.RESOLVED),
        ("always", True, Status.RESOLVED),
        ("triage", False, Status.RESOLVED),
        ("triage", True, Status.INVESTIGATING),
        ("never", False, Status.TRIAGE),
        ("never", True, Status.INVESTIGATING),
    ],
)
def test_an_incident_resolves_with_its_alerts_as_its_service_wants(
    monitoring: Monitoring, resolving: str, status: Status, *, accepted: bool
) -> None:
    monitoring.settings(resolving=resolving)
    monitoring.sends()
    if accepted:
        ben = monitoring.company.people["Ben"]
        triage.accept(incident=monitoring.incident(), by=ben, now=monitoring.now)
    monitoring.resolves()
    assert monitoring.incident().status == status
    kept = "All its alerts are resolved" in monitoring.lines()
    assert kept == (status != Status.RESOLVED)


def test_just_within_the_reopening_window_and_just_after_it(
    monitoring: Monitoring,
) -> None:
    monitoring.settings(reopen_minutes=10)
    monitoring.sends()
    monitoring.resolves()
    monitoring.later(minutes=9, seconds=59)
    monitoring.sends()
    assert Incident.objects.count() == 1
    monitoring.resolves()
    monitoring.later(minutes=10)
    monitoring.sends()
    assert Incident.objects.count() == 2


def test_another_alert_of_the_group_reopens_it_too(monitoring: Monitoring) -> None:
    monitoring.sends("Disk full", group_key="db")
    monitoring.resolves("Disk full", group_key="db")
    monitoring.later(minutes=5)
    monitoring.sends("Load high", group_key="db")
    assert Incident.objects.count() == 1
    assert monitoring.incident().status == Status.TRIAGE
    assert "“Load high” fires again within 30 minutes" in monitoring.why("Load high")


def test_what_no_team_takes_at_all_says_so(monitoring: Monitoring) -> None:
    TeamRoute.objects.update(channel=None, is_catch_all=False)
    monitoring.sends()
    route = IncidentRoute.objects.get(incident=monitoring.incident())
    assert route.reason == "Payments has no channel for its alerts; no team catches"
    assert monitoring.incident().is_open
