"""A private incident is nowhere to be found for who is not in it, admin or not."""

import pytest
from django.test import Client
from django.urls import reverse

from incidents.outbox.models import Effect, Posting
from incidents.people.models import Person
from incidents.record import services as record
from incidents.record.models import Incident
from incidents.response.models import Receipt
from tests.backoffice.conftest import browser

SECRETS = ("Payroll export", "payroll-export")
LISTS = [
    "/admin/",
    "/admin/incidents/incident/",
    "/admin/incidents/incident/?q=payroll",
    "/admin/incidents/entry/",
    "/admin/incidents/entry/?q=payroll",
    "/admin/incidents/conversation/",
    "/admin/incidents/effect/",
    "/admin/incidents/posting/",
    "/admin/incidents/receipt/",
    "/incidents/",
    "/incidents/?status=open",
]


@pytest.fixture(autouse=True)
def _traces(secret: Incident) -> None:
    """Where a title could leak from: an error, a posting, an answer."""
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
