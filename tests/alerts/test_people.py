"""What people do to an incident reaches its alerts, whichever way they do it."""

from datetime import timedelta

import pytest

from incidents.alerts.models import Alert, AlertGroup, IncidentRoute, IncidentTag
from incidents.lifecycle import declaring
from incidents.lifecycle.values import Declaration
from incidents.outbox.models import Effect
from incidents.record.models import Incident
from incidents.response import alerts, verbs
from incidents.response import services as response
from incidents.response.updating import publish_update
from incidents.updates.values import Update
from incidents.values import Status
from tests.alerts.conftest import Monitoring, company, monitoring

__all__ = ["company", "monitoring"]
pytestmark = pytest.mark.django_db


def statuses() -> list[str]:
    return list(Alert.objects.order_by("pk").values_list("status", flat=True))


def shown_anew(incident: Incident) -> int:
    return Effect.objects.get(key=f"alerts:{incident.pk}").wanted


def test_accepting_acknowledges_what_fires(monitoring: Monitoring) -> None:
    ada = monitoring.company.people["Ada"]
    monitoring.sends("Disk full")
    before = shown_anew(monitoring.incident())
    verbs.accept(incident=monitoring.incident(), by=ada, now=monitoring.now)
    assert statuses() == ["acknowledged"]
    assert "Ada acknowledged INC-" in monitoring.why()
    assert shown_anew(monitoring.incident()) > before
    monitoring.sends("Load high")
    assert statuses() == ["acknowledged", "firing"]


@pytest.mark.parametrize("way", ["resolve", "status", "update"])
def test_resolving_ends_its_alerts_whichever_way(
    monitoring: Monitoring, way: str
) -> None:
    ada = monitoring.company.people["Ada"]
    monitoring.sends("Disk full")
    monitoring.sends("Load high")
    about = {"incident": monitoring.incident(), "by": ada, "now": monitoring.now}
    if way == "resolve":
        response.resolve(**about)  # type: ignore[arg-type]
    elif way == "status":
        verbs.change_status(**about, wanted=Status.RESOLVED)  # type: ignore[arg-type]
    else:
        update = Update(text="It is over", status=Status.RESOLVED)
        publish_update(**about, update=update)  # type: ignore[arg-type]
    assert statuses() == ["resolved", "resolved"]
    assert "Ada resolved INC-" in monitoring.why()


def test_what_fires_on_after_that_reopens_it(monitoring: Monitoring) -> None:
    ada = monitoring.company.people["Ada"]
    monitoring.sends("Disk full")
    response.resolve(incident=monitoring.incident(), by=ada, now=monitoring.now)
    monitoring.now += timedelta(minutes=5)
    monitoring.sends("Disk full")
    assert Incident.objects.count() == 1
    assert monitoring.incident().status == Status.INVESTIGATING


def test_declined_means_that_what_fires_stays_and_what_is_new_does_not_join(
    monitoring: Monitoring,
) -> None:
    ada = monitoring.company.people["Ada"]
    monitoring.sends("Disk full")
    first = monitoring.incident()
    verbs.decline(incident=first, reason="Planned work", by=ada, now=monitoring.now)
    monitoring.sends("Disk full")
    assert Incident.objects.count() == 1
    monitoring.sends("Load high")
    assert monitoring.incident() != first
    assert monitoring.alert("Disk full").incident == first
    assert monitoring.alert("Load high").incident == monitoring.incident()


def test_after_a_merge_alerts_and_their_groups_go_on_in_the_survivor(
    monitoring: Monitoring,
) -> None:
    ada = monitoring.company.people["Ada"]
    monitoring.sends("Disk full", group_key="db")
    gone = monitoring.incident()
    monitoring.sends("Errors", group_key="web")
    into = monitoring.incident()
    alerts.add_tag(incident=gone, text="eu", by=ada, now=monitoring.now)
    alerts.silence(incident=gone, until="1h", reason="", by=ada, now=monitoring.now)
    verbs.merge(incident=gone, into=into, by=ada, now=monitoring.now)
    assert set(Alert.objects.values_list("incident", flat=True)) == {into.pk}
    monitoring.sends("Load high", group_key="db")
    assert monitoring.alert("Load high").incident == into
    assert Incident.objects.count() == 2
    assert IncidentTag.objects.filter(incident=into, text="eu").exists()
    assert IncidentRoute.objects.get(incident=into).silenced_until is not None
    assert "Ada merged" in monitoring.why("Disk full")


def test_one_that_a_person_declared_takes_alerts_by_a_merge(
    monitoring: Monitoring,
) -> None:
    ada = monitoring.company.people["Ada"]
    monitoring.sends("Disk full")
    gone = monitoring.incident()
    into = declaring.declare(
        declaration=Declaration(title="The shop is slow"), by=ada, now=monitoring.now
    )
    verbs.merge(incident=gone, into=into, by=ada, now=monitoring.now)
    told = alerts.why(incident=into, by=ada)
    assert told.reason == "A person declared it; alerts joined it."
    monitoring.resolves("Disk full")
    into.refresh_from_db()
    assert into.status == Status.INVESTIGATING


def test_reopened_by_a_person_its_groups_lead_to_it_again(
    monitoring: Monitoring,
) -> None:
    ada = monitoring.company.people["Ada"]
    monitoring.settings(reopen_minutes=0)
    monitoring.sends("Disk full", group_key="db")
    first = monitoring.incident()
    response.resolve(incident=first, by=ada, now=monitoring.now)
    AlertGroup.objects.update(closed_at=monitoring.now)
    first.refresh_from_db()
    verbs.reopen(incident=first, by=ada, now=monitoring.now, reason="It came back")
    monitoring.sends("Load high", group_key="db")
    assert Incident.objects.count() == 1
    assert monitoring.alert("Load high").incident == first


def test_reopened_after_its_key_led_elsewhere_it_stays_so(
    monitoring: Monitoring,
) -> None:
    ada = monitoring.company.people["Ada"]
    monitoring.sends("Disk full", group_key="db")
    first = monitoring.incident()
    verbs.decline(incident=first, reason="Noise", by=ada, now=monitoring.now)
    monitoring.sends("Load high", group_key="db")
    second = monitoring.incident()
    first.refresh_from_db()
    verbs.reopen(incident=first, by=ada, now=monitoring.now, reason="No noise")
    monitoring.sends("Errors", group_key="db")
    assert monitoring.alert("Errors").incident == second


def test_what_comes_new_while_its_group_is_silenced_joins_quietly(
    monitoring: Monitoring,
) -> None:
    ada = monitoring.company.people["Ada"]
    monitoring.sends("Disk full")
    incident = monitoring.incident()
    alerts.silence(
        incident=incident, until="1h", reason="known", by=ada, now=monitoring.now
    )
    monitoring.sends("Load high")
    assert monitoring.alert("Load high").incident == incident
    assert "Silenced by Ada: known" in monitoring.why("Load high")


def test_a_silence_holds_what_would_be_a_new_incident_until_it_ends(
    monitoring: Monitoring,
) -> None:
    ada = monitoring.company.people["Ada"]
    monitoring.settings(reopen_minutes=0)
    monitoring.sends("Disk full")
    alerts.silence(
        incident=monitoring.incident(),
        until="1h",
        reason="",
        by=ada,
        now=monitoring.now,
    )
    monitoring.resolves("Disk full")
    monitoring.now += timedelta(minutes=1)
    monitoring.sends("Disk full")
    assert monitoring.alert().status == Alert.Status.HELD
    assert Incident.objects.count() == 1
    for _ in range(14):
        monitoring.later(minutes=5)
    assert monitoring.alert().status == Alert.Status.FIRING
    assert Incident.objects.count() == 2
