"""The monitoring page, and heartbeats in the back-office."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from incidents.alerts.models import AlertGroup
from incidents.catalog.models import Service
from incidents.heartbeats import due, reception, services
from incidents.heartbeats.models import Heartbeat
from incidents.heartbeats.values import Plan
from incidents.people.models import Person
from incidents.record.models import Incident
from tests.backoffice.conftest import NOW, browser
from tests.backoffice.test_api_alerts import alert

MINUTE = timedelta(minutes=1)


@pytest.fixture
def backup(service: Service) -> Heartbeat:
    plan = Plan("Nightly <backup>", interval_seconds=300, grace_seconds=60)
    return services.make(service=service, plan=plan, by=None, now=NOW)


def test_what_is_late_is_told_with_when_it_was_heard(
    backup: Heartbeat, ben: Person
) -> None:
    page = browser(ben)
    text = page.get("/monitoring/").text
    assert "Nightly &lt;backup&gt;" in text
    assert "it is not late before it was heard once" in text
    ours: int | None = None
    for second in range(0, 361, 5):
        ours = reception.extend(ours, NOW + timedelta(seconds=second))
    services.beat(token=services.token_of(backup), now=NOW)
    assert due.advance(NOW + 6 * MINUTE) == 1
    text = page.get("/monitoring/").text
    assert '<span class="mark late">Late</span>' in text
    assert "every 5 min" in text
    assert services.token_of(backup) not in text


def test_parts_that_are_not_well_say_what_to_do(ben: Person) -> None:
    text = browser(ben).get("/monitoring/").text
    assert "No worker lives: start one" in text


def test_a_storm_and_open_alerts_are_seen_by_who_may_see_the_incident(
    service: Service, secret: Incident, ben: Person, grace: Person
) -> None:
    alert(service, incident=secret)
    AlertGroup.objects.create(
        service=service, key="", incident=secret, is_storm=True, opened_at=NOW
    )
    seen = browser(grace).get("/monitoring/").text
    assert f"storm: {secret.reference}" in seen
    assert "1 firing" in seen
    hidden = browser(ben).get("/monitoring/").text
    assert secret.reference not in hidden
    assert "nothing open" in hidden


def test_a_page_that_is_as_it_was_is_not_sent_again(
    backup: Heartbeat, ben: Person
) -> None:
    page = browser(ben)
    tag = page.get("/monitoring/")["ETag"]
    again = page.get("/monitoring/", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_an_admin_makes_a_heartbeat_and_sees_its_address(
    admin: Client, service: Service
) -> None:
    form = {
        "service": service.pk,
        "name": "Nightly backup",
        "cron": "30 4 * * *",
        "timezone": "Europe/Vienna",
        "grace_seconds": "900",
    }
    url = reverse("admin:incidents_heartbeat_add")
    told = admin.post(url, form | {"cron": "61 4 * * *"}).text
    assert "is no cron expression" in told
    assert admin.post(url, form).status_code == 302
    made = Heartbeat.objects.get()
    change = reverse("admin:incidents_heartbeat_change", args=[made.pk])
    page = admin.get(change).text
    assert "30 4 * * * your-job" in page
    assert services.token_of(made) not in page
    shown = admin.post(reverse("web:heartbeat_reveal", args=[made.pk])).json()["key"]
    assert shown.endswith(f"/heartbeats/{services.token_of(made)}")
    assert LogEntry.objects.filter(change_message__contains="Revealed").count() == 1
    assert admin.post(change, form | {"cron": "0 5 * * *"}).status_code == 302
    made.refresh_from_db()
    assert (made.cron, services.token_of(made)) == ("0 5 * * *", shown[-35:])


def test_only_the_team_and_admins_see_an_address(
    backup: Heartbeat, ben: Person
) -> None:
    url = reverse("web:heartbeat_reveal", args=[backup.pk])
    assert browser(ben).post(url).status_code == 403
    backup.service.team.people.add(ben)
    assert browser(ben).post(url).status_code == 200


def test_the_verbs_of_a_heartbeat_are_buttons(admin: Client, backup: Heartbeat) -> None:
    def press(verb: str) -> str:
        url = reverse(f"admin:incidents_heartbeat_{verb}", args=[backup.pk])
        return admin.post(url, {"_form_submitted": "on"}, follow=True).text

    before = services.token_of(backup)
    assert "Paused: Nightly &lt;backup&gt;." in press("pause")
    assert "is paused already" in press("pause")
    assert "Resumed" in press("resume")
    assert "New address" in press("regenerate")
    backup.refresh_from_db()
    assert services.token_of(backup) != before
