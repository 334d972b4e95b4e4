"""What a responder does about an open incident on its page."""

from datetime import timedelta

import pytest
from django.test import Client

from incidents.lifecycle import declaring
from incidents.lifecycle.values import Declaration
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record.models import Entry, Incident
from incidents.values import Status
from tests.backoffice.conftest import NOW, browser


@pytest.fixture
def page(ben: Person) -> Client:
    return browser(ben)


def url(incident: Incident, rest: str = "") -> str:
    return f"/incidents/{incident.pk}/{rest}"


def test_an_open_incident_offers_to_update_and_to_resolve_it(
    page: Client, incident: Incident
) -> None:
    text = page.get(url(incident)).text
    assert f'href="{url(incident, "update/")}">Update…' in text
    assert f'href="{url(incident, "resolve/")}">Resolve…' in text
    assert ">Accept<" not in text
    for verb in ("update/", "resolve/"):
        assert "csrfmiddlewaretoken" in page.get(url(incident, verb)).text


def test_an_update_moves_it_along_and_is_posted(
    page: Client, incident: Incident
) -> None:
    sent = {
        "text": "The cache is being warmed",
        "status": "fixing",
        "severity": "SEV1",
        "next": "120",
    }
    text = page.post(url(incident, "update/"), sent, follow=True).text
    assert "Published in its channel and on its card." in text
    assert "The cache is being warmed" in text
    incident.refresh_from_db()
    assert (incident.status, incident.severity) == (Status.FIXING, "SEV1")
    update = incident.entries.get(kind=Entry.Kind.UPDATE)
    assert incident.next_update_at is not None
    assert incident.next_update_at - update.at >= timedelta(minutes=119)
    assert Effect.objects.filter(key=f"post:{incident.pk}:{update.pk}").exists()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"text": " "}, "Text is empty"),
        ({"text": "x" * 3_001}, "At most 3,000 characters fit."),
        ({"text": "x", "status": "closed"}, "Select a valid choice"),
        ({"text": "x", "severity": "SEV9"}, "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(
    page: Client, incident: Incident, sent: dict[str, str], told: str
) -> None:
    answer = page.post(url(incident, "update/"), sent)
    assert answer.status_code == 422
    assert told in answer.text
    assert sent["text"].strip() in answer.text
    assert not incident.entries.filter(kind=Entry.Kind.UPDATE).exists()


def test_resolving_says_what_fixed_it(page: Client, incident: Incident) -> None:
    sent = {"text": "Rolled back"}
    text = page.post(url(incident, "resolve/"), sent, follow=True).text
    assert f"{incident.reference} is resolved." in text
    incident.refresh_from_db()
    assert (incident.status, incident.resolution) == (Status.RESOLVED, "Rolled back")
    again = page.post(url(incident, "resolve/"), sent)
    assert again.status_code == 422
    assert "is resolved already" in again.text


def test_what_a_machine_opened_is_accepted(page: Client, ben: Person) -> None:
    (incident,) = declaring.declare_many(
        declarations=[Declaration(title="Disk fills up")], by=None, now=NOW
    )
    assert ">Accept<" in page.get(url(incident)).text
    text = page.post(url(incident, "accept/"), follow=True).text
    assert f"You accepted {incident.reference}." in text
    incident.refresh_from_db()
    assert (incident.status, incident.lead) == (Status.INVESTIGATING, ben)
    assert (
        "only what is in triage"
        in page.post(url(incident, "accept/"), follow=True).text
    )


def test_a_private_incident_is_acted_on_by_its_own_people_alone(
    page: Client, secret: Incident
) -> None:
    for verb in ("update/", "resolve/", "accept/"):
        assert page.post(url(secret, verb), {"text": "x"}).status_code == 404
    assert not secret.entries.filter(kind=Entry.Kind.UPDATE).exists()


def test_a_form_without_its_token_changes_nothing(
    ben: Person, incident: Incident
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ben)
    answer = client.post(url(incident, "resolve/"), {"text": "x"})
    assert answer.status_code == 403
    incident.refresh_from_db()
    assert incident.status == Status.INVESTIGATING
