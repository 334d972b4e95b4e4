"""A service's set-up: what to paste, its key when asked for, and a test alert."""

import json
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from incidents.alerts import sources
from incidents.alerts.models import AlertSettings, InboxRow
from incidents.catalog import service_keys
from incidents.catalog.models import Service, ServiceKey
from incidents.people.models import Person
from tests.backoffice.conftest import NOW, browser

pytestmark = pytest.mark.django_db
SETUP = "/services/checkout-api/setup/"
GRACE = {"_form_submitted": "on", "grace": "24"}


@pytest.fixture
def key(service: Service) -> ServiceKey:
    return service.keys.get()


def change_url(service: Service) -> str:
    return reverse("admin:incidents_service_change", args=[service.pk])


def reveal_url(key: ServiceKey) -> str:
    return reverse("web:service_key_reveal", args=[key.pk])


def test_no_page_has_the_key_before_it_is_asked_for(
    admin: Client, service: Service, key: ServiceKey
) -> None:
    pages = (
        SETUP,
        change_url(service),
        reverse("admin:incidents_servicekey_change", args=[key.pk]),
        reverse("admin:incidents_servicekey_changelist"),
    )
    for page in pages:
        text = admin.get(page).text
        assert key.start in text, page
        assert service_keys.secret_of(key) not in text, page
        assert key.sealed not in text, page
        assert key.digest not in text, page


def test_whoever_sees_a_key_stands_in_the_services_history(
    admin: Client, service: Service, key: ServiceKey
) -> None:
    answer = admin.post(reveal_url(key))
    assert answer.json() == {"key": service_keys.secret_of(key)}
    assert "no-store" in answer["Cache-Control"]
    history = admin.get(
        reverse("admin:incidents_service_history", args=[service.pk])
    ).text
    assert f"Revealed the key {key.start}…" in history
    assert "ada@brightwater.example" in history or "Ada Example" in history


def test_a_key_is_shown_to_a_post_with_its_token_alone(
    ada: Person, key: ServiceKey
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.get(reveal_url(key)).status_code == 405
    assert client.post(reveal_url(key)).status_code == 403
    assert not LogEntry.objects.exists()


def test_the_team_sees_its_key_and_others_do_not(
    ben: Person, grace: Person, service: Service, key: ServiceKey
) -> None:
    service.team.people.add(ben)
    assert browser(ben).post(reveal_url(key)).status_code == 200
    assert browser(grace).post(reveal_url(key)).status_code == 403
    page = browser(grace).get(SETUP).text
    assert "Only the team Payments and admins see the whole key." in page
    assert "data-secret" not in page
    assert Client().post(reveal_url(key)).status_code == 302


@pytest.mark.parametrize("name", sorted(sources.sources()))
def test_every_tool_has_its_set_up_with_our_address(
    name: str, admin: Client, key: ServiceKey, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://muster.brightwater.example"
    page = admin.get(SETUP, {"tool": name}).text
    assert f'<option value="{name}" selected>' in page
    assert "https://muster.brightwater.example" in page
    assert "TheKeyOfThisServiceStandsHere" not in page


def test_the_first_set_up_is_a_line_for_the_shell(
    admin: Client, service: Service
) -> None:
    page = admin.get(SETUP, {"tool": "no-such-tool"}).text
    assert "curl -X POST" in page
    assert "manage.py alert --service checkout-api" in page
    assert "Nothing was received in the last 30 days." in page


def test_a_test_alert_is_sent_and_ended_from_the_page(
    admin: Client, service: Service
) -> None:
    for over in ("", "yes"):
        url = reverse("web:service_test", args=[service.slug])
        page = admin.post(url, {"over": over}, follow=True).text
        assert "It waits to be read." in page
    sent = [json.loads(bytes(row.body)) for row in InboxRow.objects.order_by("pk")]
    assert [each["action"] for each in sent] == ["trigger", "resolve"]
    assert sent[0]["dedup_key"] == sent[1]["dedup_key"]
    assert "Ada Example" in sent[0]["body"]


def test_who_is_not_in_the_team_sends_no_test(grace: Person, service: Service) -> None:
    url = reverse("web:service_test", args=[service.slug])
    assert browser(grace).post(url).status_code == 403
    assert not InboxRow.objects.exists()


def test_a_key_is_regenerated_with_grace_and_revoked(
    admin: Client, service: Service, key: ServiceKey
) -> None:
    url = reverse("admin:incidents_service_regenerate", args=[service.pk])
    assert "The old key works on" in admin.get(url).text
    assert ServiceKey.objects.count() == 1
    page = admin.post(url, GRACE, follow=True).text
    assert "has the new key" in page
    key.refresh_from_db()
    assert key.expires_at is not None
    assert timedelta(hours=23) < key.expires_at - key.created_at < timedelta(hours=25)

    url = reverse("admin:incidents_servicekey_revoke", args=[key.pk])
    assert "This is final" in admin.get(url).text
    assert not ServiceKey.objects.filter(revoked_at__isnull=False).exists()
    page = admin.post(url, {"_form_submitted": "on"}, follow=True).text
    assert "opens nothing any more" in page
    assert ServiceKey.objects.get(revoked_at__isnull=False) == key
    told = set(LogEntry.objects.values_list("change_message", flat=True))
    assert f"Revoked the key {key}" in told


def test_the_alert_settings_are_on_the_services_page(
    admin: Client, service: Service
) -> None:
    assert "alert_settings-0-group_labels" in admin.get(change_url(service)).text
    form = {
        "name": service.name,
        "slug": service.slug,
        "team": service.team_id,
        "alert_settings-TOTAL_FORMS": "1",
        "alert_settings-INITIAL_FORMS": "0",
        "alert_settings-0-group_labels": "cluster,  alertname, cluster",
        "alert_settings-0-tag_labels": "",
        "alert_settings-0-resolving": "triage",
        "alert_settings-0-reopen_minutes": "30",
        "alert_settings-0-hold_back_seconds": "90",
        "alert_settings-0-flap_changes": "6",
        "alert_settings-0-flap_minutes": "30",
        "alert_settings-0-storm_incidents": "10",
        "alert_settings-0-storm_minutes": "5",
        "keys-TOTAL_FORMS": "0",
        "keys-INITIAL_FORMS": "0",
    }
    answer = admin.post(change_url(service), form)
    assert answer.status_code == 302, answer.context["errors"]
    kept = AlertSettings.objects.get()
    assert kept.group_labels == ["cluster", "alertname"]
    assert (kept.hold_back_seconds, kept.resolving) == (90, "triage")


def test_a_service_without_incidents_is_deleted_with_its_keys(
    admin: Client, service: Service
) -> None:
    url = reverse("admin:incidents_service_delete", args=[service.pk])
    admin.post(url, {"post": "yes"})
    assert not Service.objects.exists()
    assert not ServiceKey.objects.exists()


def test_a_key_that_ended_has_no_eye(
    admin: Client, service: Service, key: ServiceKey, ada: Person
) -> None:
    service_keys.regenerate(service=service, grace=timedelta(), by=ada, now=NOW)
    page = admin.get(reverse("admin:incidents_servicekey_change", args=[key.pk])).text
    assert "Ended" in page
    assert "data-secret" not in page
