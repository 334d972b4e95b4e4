"""An admin asks what would become of a body."""

import json

import pytest
from django.test import Client

from incidents.alerts import inbox
from incidents.alerts.inbox import Arrival
from incidents.alerts.models import Alert, JsonMapping
from incidents.catalog.models import Service
from incidents.people.models import Person
from incidents.record.models import Incident
from tests.backoffice.conftest import browser

PAGE = "/alerts/dry-run/"


def asked(of: Service, **changes: str) -> dict[str, str]:
    body = json.dumps({"title": "Disk <b>full</b>", "severity": "critical"})
    return {"service": str(of.pk), "source": "api", "body": body, **changes}


def test_it_tells_the_incident_the_steps_and_who_is_paged(
    admin: Client, service: Service
) -> None:
    text = admin.post(PAGE, asked(service)).text
    for expected in (
        "It opens a new incident.",
        "Disk &lt;b&gt;full&lt;/b&gt;",
        "Same alert",
        "Nobody: neither its service, its team nor the catch-all team has a policy",
        "Nothing was written",
    ):
        assert expected in text
    assert not Alert.objects.exists()
    assert not Incident.objects.exists()


def test_what_cannot_be_read_is_said(admin: Client, service: Service) -> None:
    text = admin.post(PAGE, asked(service, body="{")).text
    assert "The body is no JSON" in text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"body": ""}, "Paste what the tool sends."),
        ({"at": "soon"}, "Choose a day and a time."),
        ({"service": "999"}, "That service is gone."),
        ({"source": "json"}, "Any JSON needs the mapping"),
    ],
)
def test_a_form_with_a_mistake_says_which(
    admin: Client, service: Service, changes: dict[str, str], told: str
) -> None:
    answer = admin.post(PAGE, asked(service, **changes))
    assert answer.status_code == 422
    assert told in answer.text


def test_any_json_is_read_by_the_mapping_chosen(
    admin: Client, service: Service
) -> None:
    JsonMapping.objects.create(name="Boiler", slug="boiler", title="what")
    body = json.dumps({"what": "Pressure is low"})
    text = admin.post(
        PAGE, asked(service, source="json", mapping="boiler", body=body)
    ).text
    assert "Pressure is low" in text
    assert "It opens a new incident." in text


def test_a_recent_body_is_used_again(admin: Client, service: Service) -> None:
    body = json.dumps({"title": "Load high"}).encode()
    (number,) = inbox.put([Arrival(service.pk, "api", body)])
    assert f"?body={number}" in admin.get(PAGE).text
    assert "Load high" in admin.get(f"{PAGE}?body={number}").text
    assert admin.get(f"{PAGE}?body=9{number}").status_code == 200


def test_only_admins_may_ask(ben: Person, service: Service) -> None:
    for answer in (browser(ben).get(PAGE), browser(ben).post(PAGE, asked(service))):
        assert answer.status_code == 403
        assert "It opens" not in answer.text
