"""JSON mappings in the back-office: checked when saved, tried before."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from incidents.alerts import inbox
from incidents.alerts.inbox import Arrival
from incidents.alerts.models import JsonMapping
from incidents.catalog.models import Service
from incidents.people.models import Person
from tests.backoffice.conftest import browser

pytestmark = pytest.mark.django_db
ADD = "/admin/incidents/jsonmapping/add/"
TYPED = {"name": "Monitor", "slug": "monitor", "each": "alerts", "title": "name"}


def preview(client: Client, **typed: str) -> dict[str, Any]:
    url = reverse("admin:incidents_jsonmapping_preview")
    answer = client.post(url, TYPED | typed)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_a_mapping_is_saved_with_its_words(admin: Client, ada: Person) -> None:
    admin.post(ADD, TYPED | {"action": "state", "resolves": "OK, fine , OK"})
    made = JsonMapping.objects.get()
    assert (made.slug, made.resolves) == ("monitor", ["OK", "fine"])


def test_an_expression_that_is_none_is_refused_at_its_field(admin: Client) -> None:
    answer = admin.post(ADD, TYPED | {"title": "name["})
    assert "Title: this is no JMESPath expression" in answer.text
    assert "it ends too early, after character 5" in answer.text
    assert not JsonMapping.objects.exists()


def test_the_preview_shows_what_the_last_bodies_become(
    admin: Client, service: Service
) -> None:
    for number in range(7):
        body = {"alerts": [{"name": f"Alert {number}", "sev": "P2"}]}
        sent = json.dumps(body).encode()
        context = {"mapping": "monitor"}
        inbox.put([Arrival(service.pk, "json", sent, context=context)])
    inbox.put([Arrival(service.pk, "json", b"{}", context={"mapping": "other"})])
    found = preview(admin, severity="sev")
    titles = [body["signals"][0]["title"] for body in found["bodies"]]
    assert titles == [f"Alert {number}" for number in (6, 5, 4, 3, 2)]
    assert found["bodies"][0]["signals"][0]["severity"] == "P2"
    assert found["bodies"][0]["title"].endswith("for Checkout API")
    assert not JsonMapping.objects.exists()


def test_the_preview_takes_a_pasted_body(admin: Client) -> None:
    sample = '{"alerts": [{"name": "Disk full"}, {"nome": "x"}]}'
    (body,) = preview(admin, sample=sample)["bodies"]
    assert body["problem"].startswith("Title: `name` finds nothing in alert 2")
    (body,) = preview(admin, sample="no json")["bodies"]
    assert body["problem"].startswith("The body is no JSON")


def test_the_preview_names_the_expression_and_the_place(admin: Client) -> None:
    found = preview(admin, severity="a $", sample="{}")
    assert found["errors"] == {
        "severity": "Severity: this is no JMESPath expression: character 3 (“$”) does "
        "not fit."
    }


def test_the_preview_shows_no_key(admin: Client) -> None:
    sample = '{"alerts": [], "token": "abc", "k": "mk_AbCdEfGhIjKlMnOp"}'
    (body,) = preview(admin, sample=sample)["bodies"]
    assert "abc" not in body["body"].replace("mk_AbCd", "")
    assert "mk_AbCdEf" not in body["body"]


def test_others_preview_nothing(ben: Person, service: Service) -> None:
    ben.is_staff = True
    ben.save()
    url = reverse("admin:incidents_jsonmapping_preview")
    assert browser(ben).post(url, TYPED).status_code == 403
    assert browser(ben).get(url).status_code in (403, 405)
    assert Client().post(url, TYPED).status_code == 302
