"""Declaring on the web, as somebody without Slack at hand does."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from incidents.lifecycle import declaring
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person
from incidents.record.models import Incident
from tests.backoffice.conftest import NOW

URL = reverse("web:declare")
pytestmark = pytest.mark.django_db


def form(client: Client, **filled: str) -> dict[str, str]:
    """The form as it comes, with these inputs filled in."""
    found = re.search(r'name="once" value="([^"]+)"', client.get(URL).text)
    assert found
    return {"once": found[1], **filled}


def test_a_declared_incident_is_shown(admin: Client, ada: Person) -> None:
    filled = form(admin, title="Checkout is down", severity="SEV2", summary="All of it")
    shown = admin.post(URL, filled, follow=True).text
    incident = Incident.objects.get()
    assert f"{incident.reference} is declared" in shown
    assert (incident.severity, incident.declared_by) == ("SEV2", ada)


def test_the_same_form_sent_twice_declares_one(admin: Client) -> None:
    filled = form(admin, title="Checkout is down")
    for _ in range(2):
        answer = admin.post(URL, filled)
    assert Incident.objects.count() == 1
    assert answer["Location"] == reverse(
        "web:incident", args=[Incident.objects.get().pk]
    )


def test_what_is_open_already_is_offered_before_a_second_is_made(
    admin: Client, ada: Person
) -> None:
    declaration = Declaration(title="Checkout is down")
    first = declaring.declare(declaration=declaration, by=ada, now=NOW)
    filled = form(admin, title="Checkout down for all", summary="Kept")
    shown = admin.post(URL, filled).text
    assert "Is it one of these?" in shown
    assert first.reference in shown
    assert "Kept" in shown
    assert Incident.objects.count() == 1
    admin.post(URL, filled | {"again": "on"})
    assert Incident.objects.count() == 2


def test_another_ones_private_incident_is_not_offered(admin: Client) -> None:
    ben = Person.objects.create_user("b@brightwater.example", "Ben")
    declaration = Declaration(title="Checkout is down", is_private=True)
    declaring.declare(declaration=declaration, by=ben, now=NOW)
    admin.post(URL, form(admin, title="Checkout is down"))
    assert Incident.objects.count() == 2


def test_a_mistake_stands_beside_its_input(admin: Client) -> None:
    answer = admin.post(URL, form(admin, title="   ", severity="SEV9"))
    assert answer.status_code == 422
    assert "This field is required." in answer.text
    assert "SEV9 is not one of the available choices" in answer.text
    assert not Incident.objects.exists()


def test_who_is_not_logged_in_logs_in_first(client: Client) -> None:
    assert client.get(URL)["Location"].startswith("/login/")
