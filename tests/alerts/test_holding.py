"""What waits before it becomes an incident: holds, silences, calendars; flapping."""

from datetime import timedelta
from typing import Any

import pytest

from incidents.alerts.models import Alert, RoutingRule, RuleCondition, Silence
from incidents.calendars.models import CalendarEvent
from incidents.catalog.models import Service
from incidents.record.models import Incident
from incidents.values import Status
from tests.alerts.conftest import Monitoring, company, monitoring

__all__ = ["company", "monitoring"]
pytestmark = pytest.mark.django_db
State = Alert.Status


def rule(name: str = "Rule", *, title: str = "Disk full", **values: Any) -> RoutingRule:
    found = RoutingRule.objects.create(name=name, **values)
    RuleCondition.objects.create(rule=found, field="title", value=title)
    return found


def not_monitored(monitoring: Monitoring, *, minutes: int) -> None:
    CalendarEvent.objects.create(
        service=monitoring.service,
        kind=CalendarEvent.Kind.DO_NOT_MONITOR,
        name="Database move",
        starts_at=monitoring.now - timedelta(hours=1),
        ends_at=monitoring.now + timedelta(minutes=minutes),
    )


def test_what_passes_while_it_is_held_back_becomes_no_incident(
    monitoring: Monitoring,
) -> None:
    monitoring.settings(hold_back_seconds=60)
    monitoring.sends()
    assert monitoring.alert().status == State.HELD
    monitoring.later(seconds=30)
    monitoring.resolves()
    monitoring.later(minutes=5)
    assert not Incident.objects.exists()
    assert "before it came to an incident" in monitoring.why()


def test_what_still_fires_after_its_hold_is_an_incident(monitoring: Monitoring) -> None:
    monitoring.settings(hold_back_seconds=60)
    monitoring.sends()
    monitoring.later(seconds=59)
    assert not Incident.objects.exists()
    monitoring.later(seconds=1)
    assert monitoring.alert().incident == monitoring.incident()
    assert "What held it is over, and it still fires" in monitoring.why()


def test_a_silence_holds_what_is_new_until_it_ends(monitoring: Monitoring) -> None:
    until = monitoring.now + timedelta(hours=1)
    Silence.objects.create(
        service=monitoring.service,
        until=until,
        reason="Load test",
        by=monitoring.company.people["Ada"],
    )
    monitoring.sends()
    assert monitoring.alert().status == State.HELD
    assert "Silenced by Ada: Load test" in monitoring.why()
    for _ in range(12):
        monitoring.later(minutes=5)
    assert monitoring.alert().incident == monitoring.incident()
    steps = [each["step"] for each in monitoring.alert().decisions]
    assert steps.count("silence") == 2, monitoring.why()


def test_a_silence_of_another_group_holds_nothing(monitoring: Monitoring) -> None:
    Silence.objects.create(
        service=monitoring.service,
        group_key="db1",
        until=monitoring.now + timedelta(hours=1),
    )
    monitoring.sends(group_key="db2")
    assert Incident.objects.count() == 1


def test_a_silence_that_is_lifted_early_lets_go_within_minutes(
    monitoring: Monitoring,
) -> None:
    silence = Silence.objects.create(
        service=monitoring.service, until=monitoring.now + timedelta(days=1)
    )
    monitoring.sends()
    silence.ended_at = monitoring.now
    silence.save()
    monitoring.later(minutes=5)
    assert Incident.objects.count() == 1
    assert "What held it ended early" in monitoring.why()


def test_alerts_of_a_silenced_incident_join_it_quietly(monitoring: Monitoring) -> None:
    monitoring.sends("Disk full")
    Silence.objects.create(
        service=monitoring.service, until=monitoring.now + timedelta(hours=1)
    )
    monitoring.sends("Load high")
    assert monitoring.alert("Load high").incident == monitoring.incident()
    assert "joins its incident quietly" in monitoring.why("Load high")


def test_what_is_not_monitored_is_recorded_and_goes_on_at_the_end(
    monitoring: Monitoring,
) -> None:
    not_monitored(monitoring, minutes=4)
    monitoring.sends("Disk full")
    monitoring.sends("Load high")
    assert monitoring.alert("Disk full").status == State.HELD
    assert "Database move" in monitoring.why("Disk full")
    monitoring.resolves("Load high")
    monitoring.later(minutes=4)
    assert monitoring.incident().title == "Disk full"
    assert monitoring.alert("Load high").status == State.RESOLVED
    assert Incident.objects.count() == 1


def test_the_mode_of_the_calendar_is_kept_with_its_reason(
    monitoring: Monitoring,
) -> None:
    monitoring.sends()
    (kept,) = [d for d in monitoring.alert().decisions if d["step"] == "calendar"]
    assert kept["data"]["mode"] in ("hands_on", "automated")
    assert kept["reason"]


def test_a_rule_suppresses_what_fits_it(monitoring: Monitoring) -> None:
    found = rule("Known noise", suppresses=True)
    monitoring.sends("Disk full")
    monitoring.sends("Load high")
    assert monitoring.alert("Disk full").status == State.SUPPRESSED
    assert "Known noise" in monitoring.why("Disk full")
    assert monitoring.incident().title == "Load high"
    found.delete()
    monitoring.sends("Disk full")
    assert monitoring.alert("Disk full").incident == monitoring.incident()


def test_a_rule_sets_severity_tags_hold_and_policy(monitoring: Monitoring) -> None:
    rule(severity="SEV1", tags=["storage"], policy="night", hold_back_seconds=30)
    monitoring.sends(severity="info")
    assert monitoring.alert().status == State.HELD
    monitoring.later(seconds=30)
    incident = monitoring.incident()
    assert incident.severity == "SEV1"
    assert list(incident.tags.values_list("text", flat=True)) == ["storage"]
    assert incident.route.policy == "night"


def test_a_rule_sends_alerts_to_another_service(monitoring: Monitoring) -> None:
    other = Service.objects.create(
        name="Storage", slug="storage", team=monitoring.service.team
    )
    rule(to_service=other)
    monitoring.sends()
    assert monitoring.incident().service == other
    monitoring.resolves()
    assert monitoring.incident().status == Status.RESOLVED


def test_a_private_rule_makes_an_incident_that_its_team_alone_may_see(
    monitoring: Monitoring,
) -> None:
    rule(is_private=True)
    monitoring.sends("Load high")
    monitoring.sends("Disk full")
    assert Incident.objects.count() == 2
    incident = monitoring.incident()
    assert incident.is_private
    seen = Incident.objects.visible_to
    assert incident in seen(monitoring.company.people["Ada"])
    assert incident not in seen(monitoring.company.people["Ben"])
    assert incident not in seen(None)
    # Its team's channel is public, so that it gets a private one of its own.
    assert incident.route.channel is None
    assert incident.channel_name


def test_what_flaps_stays_open_and_quiet_until_it_is_stable(
    monitoring: Monitoring,
) -> None:
    monitoring.settings(flap_changes=4, flap_minutes=10)
    for _ in range(3):
        monitoring.sends()
        monitoring.now += timedelta(seconds=20)
        monitoring.resolves()
        monitoring.now += timedelta(seconds=20)
    assert monitoring.alert().is_flapping
    assert "It changed 4 times within 10 minutes" in monitoring.why()
    assert monitoring.incident().status == Status.TRIAGE
    monitoring.later(minutes=9)
    assert monitoring.incident().status == Status.TRIAGE
    monitoring.later(minutes=1)
    assert monitoring.incident().status == Status.RESOLVED
    assert "It flapped, and stays resolved now" in monitoring.why()


def test_what_flapped_and_fires_steadily_is_an_alert_as_any_other(
    monitoring: Monitoring,
) -> None:
    monitoring.settings(flap_changes=3, flap_minutes=10)
    monitoring.sends()
    monitoring.resolves()
    monitoring.sends()
    monitoring.resolves()
    monitoring.sends()
    monitoring.later(minutes=10)
    assert not monitoring.alert().is_flapping
    monitoring.resolves()
    assert monitoring.incident().status == Status.RESOLVED


def test_what_nothing_was_heard_of_resolves_by_itself(monitoring: Monitoring) -> None:
    monitoring.settings(stale_hours=2)
    monitoring.sends()
    monitoring.later(hours=1)
    monitoring.sends()
    monitoring.later(hours=1, minutes=30)
    assert monitoring.alert().status == State.FIRING
    monitoring.later(minutes=30)
    assert monitoring.incident().status == Status.RESOLVED
    assert "Nothing was heard of it for 2 h" in monitoring.why()


def test_a_storm_is_one_incident(monitoring: Monitoring) -> None:
    monitoring.settings(storm_incidents=3, storm_minutes=5)
    monitoring.post(*({"title": f"Host {n}", "group_key": str(n)} for n in range(50)))
    monitoring.drains()
    assert Incident.objects.count() == 4
    storm = monitoring.incident()
    assert storm.title == "Storm: many alerts of Checkout"
    assert storm.alerts.count() == 47
    assert "More than 3 new incidents of Checkout in 5 minutes" in monitoring.why(
        "Host 40"
    )
    monitoring.later(minutes=6)
    monitoring.sends("Host 99", group_key="99")
    assert Incident.objects.count() == 5
