"""Signals become alerts, and alerts become incidents that say why they exist."""

import pytest

from incidents.alerts.models import (
    Alert,
    AlertGroup,
    IncidentRoute,
    RoutingRule,
    TeamRoute,
)
from incidents.channels.models import TAG_ANNOUNCEMENTS, Conversation
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle import triage
from incidents.outbox.models import Effect
from incidents.record.models import Incident
from incidents.values import Status
from tests.alerts.conftest import Monitoring, company, monitoring

__all__ = ["company", "monitoring"]
pytestmark = pytest.mark.django_db


def test_a_signal_becomes_an_alert_and_an_incident_in_its_teams_channel(
    monitoring: Monitoring,
) -> None:
    monitoring.sends("Disk full", severity="warning", labels={"host": "db1"})
    incident = monitoring.incident()
    assert (incident.title, incident.status) == ("Disk full", Status.TRIAGE)
    assert incident.severity == "SEV4"
    assert monitoring.alert().incident == incident
    route = IncidentRoute.objects.get(incident=incident)
    assert route.channel == monitoring.channel
    assert route.reason == "The channel of Payments"
    asked = Effect.objects.filter(subject=incident.subject)
    assert set(asked.values_list("kind", flat=True)) == {"alerts"}


def test_the_same_problem_again_is_counted_and_no_more(monitoring: Monitoring) -> None:
    for _ in range(3):
        monitoring.sends("Disk full")
    assert monitoring.alert().count == 3
    assert Alert.objects.count() == Incident.objects.count() == 1


def test_alerts_of_a_group_are_one_incident(monitoring: Monitoring) -> None:
    monitoring.sends("Disk full", group_key="db1")
    monitoring.sends("Load high", group_key="db1")
    monitoring.sends("Load high", dedup_key="db2", group_key="db2")
    assert Incident.objects.count() == 2
    assert AlertGroup.objects.count() == 2


def test_an_incident_resolves_with_its_last_alert(monitoring: Monitoring) -> None:
    monitoring.sends("Disk full")
    monitoring.sends("Load high")
    monitoring.resolves("Disk full")
    assert monitoring.incident().status == Status.TRIAGE
    monitoring.resolves("Load high")
    assert monitoring.incident().status == Status.RESOLVED
    assert monitoring.incident().resolution == "Its last alert resolved: Load high"


def test_a_resolve_that_comes_before_its_trigger_is_remembered(
    monitoring: Monitoring,
) -> None:
    monitoring.resolves("Disk full", at="2026-03-01T01:00:00Z")
    monitoring.sends("Disk full", at="2026-03-01T00:59:00Z")
    assert monitoring.alert().status == Alert.Status.RESOLVED
    assert monitoring.alert().count == 1
    assert not Incident.objects.exists()
    monitoring.sends("Disk full", at="2026-03-01T01:05:00Z")
    assert Incident.objects.count() == 1


def test_what_fires_again_soon_reopens_its_incident(monitoring: Monitoring) -> None:
    monitoring.sends()
    monitoring.resolves()
    monitoring.later(minutes=10)
    monitoring.sends()
    assert Incident.objects.count() == Alert.objects.count() == 1
    assert monitoring.incident().status == Status.TRIAGE
    assert monitoring.alert().count == 2
    assert "fires again within 30 minutes" in monitoring.why()
    assert any("Resolved → Triage" in line for line in monitoring.lines())


def test_what_fires_again_later_is_a_new_incident(monitoring: Monitoring) -> None:
    monitoring.sends()
    monitoring.resolves()
    monitoring.later(minutes=31)
    monitoring.sends()
    assert Incident.objects.count() == Alert.objects.count() == 2


def test_an_accepted_incident_that_fires_again_is_under_investigation(
    monitoring: Monitoring,
) -> None:
    monitoring.sends()
    ben = monitoring.company.people["Ben"]
    triage.accept(incident=monitoring.incident(), by=ben, now=monitoring.now)
    monitoring.resolves()
    assert monitoring.incident().status == Status.RESOLVED
    monitoring.sends()
    assert monitoring.incident().status == Status.INVESTIGATING


def test_a_service_may_leave_resolving_to_people(monitoring: Monitoring) -> None:
    monitoring.settings(resolving="triage")
    monitoring.sends()
    ben = monitoring.company.people["Ben"]
    triage.accept(incident=monitoring.incident(), by=ben, now=monitoring.now)
    monitoring.resolves()
    assert monitoring.incident().status == Status.INVESTIGATING
    assert "All its alerts are resolved" in monitoring.lines()


def test_a_worse_alert_raises_the_severity_that_no_person_set(
    monitoring: Monitoring,
) -> None:
    monitoring.sends("Disk full", severity="warning")
    monitoring.sends("Disk dead", severity="P1")
    assert monitoring.incident().severity == "SEV1"
    assert monitoring.incident().channel_name
    assert any("Disk dead" in line and "SEV1" in line for line in monitoring.lines())


def test_a_severity_that_a_person_set_stays(monitoring: Monitoring) -> None:
    monitoring.sends("Disk full", severity="warning")
    lifecycle.change_severity(
        incident=monitoring.incident(),
        severity="SEV3",
        by=monitoring.company.people["Ben"],
        now=monitoring.now,
    )
    monitoring.sends("Disk dead", severity="P1")
    assert monitoring.incident().severity == "SEV3"


def test_only_what_is_severe_gets_a_channel_before_somebody_asks(
    monitoring: Monitoring,
) -> None:
    monitoring.sends("Warm", group_key="1", severity="warning")
    assert not monitoring.incident().channel_name
    monitoring.sends("Burning", group_key="2", severity="critical")
    assert monitoring.incident().channel_name


def test_an_incident_is_announced_once_somebody_accepts_it(
    monitoring: Monitoring,
) -> None:
    announcements(monitoring)
    monitoring.sends(severity="warning")
    assert not Effect.objects.filter(kind="announcement").exists()
    ben = monitoring.company.people["Ben"]
    triage.accept(incident=monitoring.incident(), by=ben, now=monitoring.now)
    assert Effect.objects.filter(kind="announcement").exists()


def test_what_cannot_be_read_is_an_alert_that_a_replay_resolves(
    monitoring: Monitoring,
) -> None:
    number = monitoring.body(b'{"nothing": 1}')
    monitoring.post({"title": "Disk full"})
    monitoring.drains()
    assert "title is missing" in monitoring.row(number).problem
    unread = Alert.objects.get(dedup_key="unreadable:api")
    assert unread.title.startswith("A signal from api could not be read: title")
    assert monitoring.alert("Disk full").status == Alert.Status.FIRING
    monitoring.body(b'{"title": "Now it says"}', replay_of=number)
    monitoring.drains()
    unread.refresh_from_db()
    assert unread.status == Alert.Status.RESOLVED


def test_texts_of_tools_are_made_to_fit(monitoring: Monitoring) -> None:
    monitoring.sends(
        "Disk\x00 full\n" + "x" * 300,
        dedup_key="k" * 2_000,
        body="a\u202eb",
        labels={f"l{n}": "v" * 2_000 for n in range(200)},
        tags=["t" * 100, "", "t" * 100],
        links=[{"url": "javascript:alert(1)"}, {"url": "https://example.com/x"}],
    )
    alert = Alert.objects.get()
    assert alert.title.startswith("Disk full xxx")
    assert len(alert.title) == 200
    assert len(alert.dedup_key) == 512
    assert alert.body == "ab"
    assert len(alert.labels) == 60
    assert alert.tags == ["t" * 59 + "…"]
    assert [link["url"] for link in alert.links] == ["https://example.com/x"]


def test_nothing_is_left_without_a_team(monitoring: Monitoring) -> None:
    TeamRoute.objects.filter(team__slug="payments").update(channel=None)
    monitoring.sends()
    route = IncidentRoute.objects.get()
    assert route.team is not None
    assert route.team.slug == "catch-all"
    assert "Payments has no channel" in route.reason
    assert "catch-all" in monitoring.why()


def test_what_has_no_other_channel_is_shown_with_the_announcements(
    monitoring: Monitoring,
) -> None:
    channel = announcements(monitoring)
    TeamRoute.objects.update(channel=None)
    monitoring.sends()
    assert IncidentRoute.objects.get().channel == channel


def test_what_is_shown_in_one_channel_waits_for_its_limit_together(
    monitoring: Monitoring,
) -> None:
    monitoring.sends("Disk full", group_key="db1")
    monitoring.sends("Load high", group_key="db2")
    RoutingRule.objects.create(name="Secret", is_private=True, rank=1)
    monitoring.sends("Leak", group_key="db3")
    shown = Effect.objects.filter(kind="alerts").order_by("id")
    one, other, private = shown.values_list("lane", flat=True)
    assert one == other != ""
    assert private == ""
    RoutingRule.objects.all().delete()
    Conversation.objects.filter(pk=monitoring.channel.pk).update(is_archived=True)
    monitoring.sends("Swap full", group_key="db2")
    assert list(shown.values_list("lane", flat=True)) == [one, "", ""]


def announcements(monitoring: Monitoring) -> Conversation:
    return Conversation.objects.create(
        workspace=monitoring.company.workspace,
        slack_id="CANN",
        name="incidents",
        tags=[TAG_ANNOUNCEMENTS],
    )
