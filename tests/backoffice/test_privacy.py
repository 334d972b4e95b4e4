"""A private incident is nowhere to be found for who is not in it, admin or not."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin as site
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from backoffice.admin.screen import Screen
from incidents.followups.models import FollowUp
from incidents.freezes.models import Freeze
from incidents.invitations.models import Invitation
from incidents.outbox.models import Effect, Posting
from incidents.people.models import Person
from incidents.postmortems.models import Postmortem
from incidents.record import services as record
from incidents.record.models import Incident
from incidents.reminders.models import Reminder
from incidents.response.models import Receipt
from incidents.roles.models import Assignment, IncidentRole
from incidents.updates.models import Subscription
from tests.backoffice.conftest import NOW, browser

SECRETS = ("Payroll export", "payroll-export")
SCREENS = sorted(
    f"/admin/{m._meta.app_label}/{m._meta.model_name}/"
    for m in site.site._registry
    if isinstance(site.site._registry[m], Screen)
)
LISTS = [
    "/admin/",
    *SCREENS,
    "/admin/incidents/incident/?q=payroll",
    "/admin/incidents/entry/?q=payroll",
    "/incidents/",
    "/incidents/?status=open",
]


@pytest.fixture(autouse=True)
def _traces(secret: Incident, grace: Person) -> None:
    """Where a title could leak from: an error, a posting, an answer, a row about it."""
    about: dict[str, Any] = {"incident": secret, "person": grace}
    Assignment.objects.create(role=IncidentRole.objects.get(slug="scribe"), **about)
    FollowUp.objects.create(incident=secret, title="Payroll export gets a lock")
    Freeze.objects.create(incident=secret, reason="Payroll export was read")
    Invitation.objects.create(receiver="payroll-export", **about)
    Postmortem.objects.create(incident=secret, text="Payroll export was read")
    Reminder.objects.create(kind="x", key="payroll-export", due_at=NOW, **about)
    Subscription.objects.create(**about)
    Effect.objects.filter(kind="channel", subject=secret.subject).update(
        status="dead", last_error="name_taken: inc-1-payroll-export-was-read"
    )
    Posting.objects.create(
        key=f"card:{secret.pk}", channel="CSECRET", ts="1.1", digest=""
    )
    Receipt.objects.create(digest="f" * 64, answer={"text": "Payroll export was read"})


@pytest.mark.parametrize("page", LISTS)
def test_a_list_does_not_tell_of_it(page: str, admin: Client) -> None:
    answer = admin.get(page)
    assert answer.status_code == 200
    assert not [word for word in SECRETS if word in answer.text]


@pytest.mark.parametrize("query", ["Payroll", "INC-{}", "payroll-export"])
def test_the_search_does_not_find_it(
    query: str, admin: Client, secret: Incident
) -> None:
    answer = admin.get("/incidents/", {"q": query.format(secret.pk)})
    assert "Nothing matches" in answer.text


def test_its_page_is_not_found(admin: Client, secret: Incident) -> None:
    answer = admin.get(f"/incidents/{secret.pk}/")
    assert answer.status_code == 404
    assert f"There is no INC-{secret.pk}." in answer.text


def pages(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Every address below these that names an incident, as a format."""
    for each in patterns:
        route = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from pages(each.url_patterns, route)
        elif "incident_id" in route:
            yield re.sub(r"<int:(?!incident_id)\w+>", "1", route)


@pytest.mark.parametrize(
    "route", pages(get_resolver("backoffice.web.urls").url_patterns)
)
def test_no_page_about_it_opens_or_takes_anything(
    route: str, admin: Client, secret: Incident
) -> None:
    url = "/" + route.replace("<int:incident_id>", str(secret.pk))
    for answer in (admin.get(url), admin.post(url, {"title": "x", "text": "x"})):
        assert answer.status_code in (404, 405), url
        assert not [word for word in SECRETS if word in answer.text]


@pytest.mark.parametrize("page", ["/follow-ups/", "/follow-ups/?whose=all"])
def test_the_follow_ups_of_all_leave_it_out(page: str, admin: Client) -> None:
    assert "gets a lock" not in admin.get(page).text


def test_nothing_about_it_can_be_retried(admin: Client, secret: Incident) -> None:
    assert admin.post(f"/incidents/{secret.pk}/retry/").status_code == 404
    effect = Effect.objects.get(kind="channel", subject=secret.subject)
    url = reverse("admin:incidents_effect_retry", args=[effect.pk])
    assert admin.post(url, {"_form_submitted": "on"}).status_code == 404
    effect.refresh_from_db()
    assert effect.status == Effect.Status.DEAD


@pytest.mark.parametrize("verb", ["change", "history", "resolve", "close"])
def test_its_admin_page_is_not_found(
    verb: str, admin: Client, secret: Incident
) -> None:
    url = reverse(f"admin:incidents_incident_{verb}", args=[secret.pk])
    form = {"_form_submitted": "on"}
    answer = admin.post(url, form) if verb in ("resolve", "close") else admin.get(url)
    assert answer.status_code in (302, 404)
    secret.refresh_from_db()
    assert secret.is_open


def test_its_effects_and_channel_have_no_admin_page(
    admin: Client, secret: Incident
) -> None:
    effect = Effect.objects.get(kind="channel", subject=secret.subject)
    for model, pk in (("effect", effect.pk), ("conversation", secret.channel_id)):
        url = reverse(f"admin:incidents_{model}_change", args=[pk])
        answer = admin.get(url, follow=True)
        assert "Perhaps it was deleted?" in answer.text
        assert "payroll-export" not in answer.text


def test_the_overview_counts_its_failures_without_a_word(admin: Client) -> None:
    text = " ".join(admin.get("/admin/").text.split())
    assert "1 more failed about private incidents" in text


def test_who_is_in_it_sees_it_all(grace: Person, secret: Incident) -> None:
    grace.is_staff = grace.is_superuser = True
    grace.save()
    client = browser(grace)
    assert "Payroll export was read" in client.get("/incidents/").text
    assert "Payroll export was read" in client.get("/admin/incidents/entry/").text
    assert "name_taken" in client.get("/admin/incidents/effect/").text
    assert "name_taken" in client.get(f"/incidents/{secret.pk}/").text


def test_joining_it_opens_it(admin: Client, ada: Person, secret: Incident) -> None:
    record.add_participants(incident=secret, people=[ada])
    assert "Payroll export was read" in admin.get(f"/incidents/{secret.pk}/").text
