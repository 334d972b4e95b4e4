"""Alerts on the web: lists, reasons, and what a responder does about them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents.alerts.models import (
    Alert,
    AlertGroup,
    IncidentRoute,
    IncidentTag,
    Silence,
)
from incidents.catalog.models import Service
from incidents.lifecycle.declaring import declare_many
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.values import Status
from tests.backoffice.conftest import NOW, browser


@pytest.fixture
def page(ben: Person) -> Client:
    """Ben's browser."""
    return browser(ben)


@pytest.fixture
def born(service: Service) -> Incident:
    """As the pipeline leaves it: declared by a machine, in triage, with one alert."""
    declaration = Declaration(
        title="Errors of Checkout", service=service.pk, opens_channel=False
    )
    (incident,) = declare_many(declarations=[declaration], by=None, now=NOW)
    IncidentRoute.objects.create(
        incident=incident, team=service.team, reason="Payments owns Checkout API."
    )
    AlertGroup.objects.create(
        service=service, key="checkout", incident=incident, opened_at=NOW
    )
    made(service, incident=incident, title="Errors over 5 %", group_key="checkout")
    return incident


def made(service: Service, **changes: Any) -> Alert:
    number = Alert.objects.count()
    facts: dict[str, Any] = {
        "service": service,
        "source": "api",
        "dedup_key": f"key-{number}",
        "title": f"Alert {number}",
        "first_at": NOW,
        "last_at": NOW,
        "decisions": [
            {"step": "rule", "reason": "No rule fits.", "at": NOW.isoformat()}
        ],
    }
    return Alert.objects.create(**{**facts, **changes})


def test_an_empty_list_says_how_alerts_come(page: Client) -> None:
    assert "No alert has come yet" in page.get("/alerts/").text


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", ["Disk full", "Errors of cards"]),
        ("status=open", ["Disk full"]),
        ("status=resolved", ["Errors of cards"]),
        ("status=nonsense", ["Disk full", "Errors of cards"]),
        ("severity=SEV2", ["Disk full"]),
        ("q=cards", ["Errors of cards"]),
        ("q=%00disk", ["Disk full"]),
        ("q=key-0", ["Disk full"]),
        ("tag=eu", ["Disk full"]),
        ("heard=1h", ["Errors of cards"]),
        ("service=99999999999999999999", []),
        ("before=0", []),
        ("before=x", ["Disk full", "Errors of cards"]),
        ("incident=1", []),
    ],
)
def test_the_list_is_filtered(
    query: str, seen: list[str], page: Client, service: Service
) -> None:
    made(service, title="Disk full", severity="SEV2", tags=["eu"])
    made(
        service,
        title="Errors of cards",
        status=Alert.Status.RESOLVED,
        last_at=timezone.now(),
    )
    text = page.get(f"/alerts/?{query}").text
    titles = ["Disk full", "Errors of cards"]
    assert [title for title in titles if title in text] == seen
    assert ("Nothing matches" in text) == (not seen)


def test_a_long_list_goes_on_where_the_page_before_ended(
    page: Client, service: Service
) -> None:
    rows = [made(service, title=f"Trouble {number:03}") for number in range(60)]
    first = page.get("/alerts/?severity=").text
    assert "Trouble 059" in first
    assert "Trouble 009" not in first
    address = f"?severity=&amp;before={rows[10].pk}"
    assert address in first
    second = page.get(f"/alerts/?before={rows[10].pk}").text
    assert "Trouble 009" in second
    assert "Trouble 010" not in second
    assert "Older →" not in second


def test_the_list_is_polled_with_an_etag(page: Client, service: Service) -> None:
    made(service)
    first = page.get("/alerts/")
    again = page.get("/alerts/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    made(service, title="Another one")
    changed = page.get("/alerts/", headers={"If-None-Match": first.headers["ETag"]})
    assert "Another one" in changed.text


def test_an_alert_tells_each_decision_in_the_viewers_zone(
    page: Client, born: Incident
) -> None:
    alert = Alert.objects.get()
    Alert.objects.update(
        labels={"host": "db1"},
        links=[
            {"text": "Graph", "url": "https://example.com/graph"},
            {"text": "Trap", "url": "javascript:alert(1)"},
        ],
    )
    text = page.get(f"/alerts/{alert.pk}/").text
    for expected in (
        "No rule fits.",
        "Routing rule",
        "23:05",
        "db1",
        "https://example.com/graph",
        "Nobody: no policy was begun",
        f"/incidents/{born.pk}/",
    ):
        assert expected in text
    assert "javascript" not in text


def test_only_admins_are_led_to_bodies_as_they_came(
    page: Client, admin: Client, service: Service
) -> None:
    alert = made(service, first_inbox_id=7, last_inbox_id=9)
    address = f"/alerts/{alert.pk}/"
    assert "As it came" not in page.get(address).text
    assert admin.get(address).status_code == 200


def test_hostile_texts_are_shown_as_texts(page: Client, service: Service) -> None:
    evil = "<script>alert(1)</script>"
    alert = made(
        service,
        title=evil,
        body=evil,
        labels={evil: evil},
        tags=[evil],
        dedup_key=evil,
        decisions=[{"step": evil, "reason": evil, "at": NOW.isoformat()}],
    )
    for address in ("/alerts/", f"/alerts/{alert.pk}/"):
        text = page.get(address).text
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text


def test_alerts_of_a_private_incident_are_for_who_is_in_it(
    page: Client, grace: Person, secret: Incident, service: Service
) -> None:
    alert = made(service, title="Payroll was read", incident=secret)
    IncidentTag.objects.create(incident=secret, text="payroll")
    assert page.get(f"/alerts/{alert.pk}/").status_code == 404
    for query in ("", "q=payroll", f"incident={secret.pk}", "tag=payroll"):
        assert "Payroll was read" not in page.get(f"/alerts/?{query}").text
    mine = browser(grace)
    assert "Payroll was read" in mine.get("/alerts/").text
    assert "Payroll was read" in mine.get(f"/alerts/{alert.pk}/").text
    for verb in ("accept", "resolve", "silence", "unsilence", "tag", "untag"):
        answer = page.post(f"/incidents/{secret.pk}/alerts/{verb}/")
        assert answer.status_code == 404, verb


def test_the_incidents_page_shows_its_alerts_and_why_it_is_here(
    page: Client, born: Incident
) -> None:
    IncidentTag.objects.create(incident=born, text="eu")
    text = page.get(f"/incidents/{born.pk}/").text
    for expected in (
        "1 of 1 firing",
        "Errors over 5 %",
        "Why here: Payments owns Checkout API.",
        "Take off the tag eu",
        "Silence for 1 hour",
        f"/incidents/{born.pk}/alerts/accept/",
    ):
        assert expected in text


def test_a_declared_incident_shows_none_of_this(
    page: Client, incident: Incident
) -> None:
    text = page.get(f"/incidents/{incident.pk}/").text
    assert "alerts-heading" not in text
    assert "Silence" not in text


def test_it_is_accepted_silenced_and_resolved_on_the_web(
    page: Client, born: Incident, ben: Person
) -> None:
    base = f"/incidents/{born.pk}/alerts"
    told = page.post(f"{base}/accept/", follow=True).text
    assert f"You accepted {born.reference}" in told
    born.refresh_from_db()
    assert born.acknowledged_by == ben

    told = page.post(f"{base}/silence/", {"until": "4h"}, follow=True).text
    assert "page nobody until then" in told
    assert "Silenced until" in told
    silence = Silence.objects.get()
    left = silence.until - timezone.now()
    assert timedelta(hours=3, minutes=50) < left <= timedelta(hours=4)
    told = page.post(f"{base}/unsilence/", follow=True).text
    assert (
        "Silenced until"
        not in told.partition("alerts-heading")[2].partition("</section>")[0]
    )

    told = page.post(f"{base}/resolve/", {"reason": "Rolled back"}, follow=True).text
    assert "is resolved" in told
    born.refresh_from_db()
    assert (born.status, born.resolution) == (Status.RESOLVED, "Rolled back")


def test_a_silence_of_no_length_is_refused_in_words(
    page: Client, born: Incident
) -> None:
    address = f"/incidents/{born.pk}/alerts/silence/"
    told = page.post(address, {"until": "1h", "other": "soon"}, follow=True).text
    assert "Until when? Write 30m, 4h, 1d" in told
    assert not Silence.objects.exists()


def test_tags_are_put_on_and_taken_off(page: Client, born: Incident) -> None:
    base = f"/incidents/{born.pk}/alerts"
    page.post(f"{base}/tag/", {"tag": "eu west"})
    assert IncidentTag.objects.get().text == "eu west"
    told = page.post(f"{base}/tag/", {"tag": "EU West"}, follow=True).text
    assert "has the tag “EU West” already" in told
    page.post(f"{base}/untag/", {"tag": "eu west"})
    assert not IncidentTag.objects.exists()
    told = page.post(f"{base}/untag/", {"tag": "eu west"}, follow=True).text
    assert "has no tag “eu west”" in told


def test_who_is_logged_out_sees_no_alert(service: Service) -> None:
    alert = made(service)
    for address in ("/alerts/", f"/alerts/{alert.pk}/"):
        assert "/login/" in Client().get(address).headers["Location"]
