"""What programs ask over the API, and what they are refused."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from incidents.catalog import keys
from incidents.catalog.models import ApiKey
from incidents.freezes import services as freezes
from incidents.lifecycle import declaring, privacy
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person, Team
from incidents.record.models import Incident
from tests.backoffice.conftest import NOW

Json = dict[str, Any]
pytestmark = pytest.mark.django_db


def secret(*scopes: str) -> str:
    _, made = keys.issue(name="Pipeline", scopes=scopes, by=None, now=NOW)
    return made


def ask(path: str, key: str = "") -> tuple[int, Json]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = Client().get(path, headers=headers)
    return answer.status_code, json.loads(answer.content)


def test_a_pipeline_learns_that_it_may_deploy() -> None:
    Team.objects.create(name="Checkout", slug="checkout-api")
    status, told = ask("/api/v1/freeze?scope=checkout-api", secret("freeze:read"))
    assert status == 200
    assert (told["state"], told["freezes"]) == ("free", [])


def test_a_pipeline_learns_what_is_frozen_by_whom_and_why(ada: Person) -> None:
    freezes.freeze(scope="all", until=None, reason="Database moves", by=ada, now=NOW)
    status, told = ask("/api/v1/freeze", secret("freeze:read"))
    assert status == 200
    assert told["state"] == "frozen"
    assert (told["reason"], told["who"]) == ("Database moves", ada.name)
    assert told["until"] is None


def test_a_pipeline_that_mistypes_its_scope_is_not_told_to_go_on() -> None:
    status, told = ask("/api/v1/freeze?scope=chekout-api", secret("freeze:read"))
    assert (status, told["field"]) == (404, "scope")
    assert "There is no scope “chekout-api”" in told["detail"]
    assert "state" not in told


def test_without_a_key_the_answer_says_how_to_send_one() -> None:
    status, told = ask("/api/v1/freeze")
    assert (status, told["status"]) == (401, 401)
    assert "Authorization: Bearer" in told["detail"]


def test_a_revoked_key_opens_nothing() -> None:
    key = secret("freeze:read")
    keys.revoke(key=ApiKey.objects.get(), now=NOW)
    assert ask("/api/v1/freeze", key)[0] == 401


def test_a_key_does_what_its_scopes_say_and_no_more() -> None:
    status, told = ask("/api/v1/incidents", secret("freeze:read"))
    assert status == 403
    assert "incidents:read" in told["detail"]


def test_an_error_names_the_field_and_the_rule() -> None:
    status, told = ask("/api/v1/freeze?scope=no%20scope", secret("freeze:read"))
    assert (status, told["field"]) == (422, "scope")
    assert "letters, digits" in told["detail"]
    status, told = ask("/api/v1/incidents?limit=0", secret("incidents:read"))
    assert status == 422
    assert "limit" in told["detail"]


def test_incidents_are_paged_the_newest_first(ada: Person) -> None:
    key = secret("incidents:read")
    for number in range(3):
        title = f"Number {number}"
        declaring.declare(declaration=Declaration(title=title), by=ada, now=NOW)
    _, first = ask("/api/v1/incidents?limit=2", key)
    assert [each["title"] for each in first["incidents"]] == ["Number 2", "Number 1"]
    _, rest = ask(f"/api/v1/incidents?limit=2&cursor={first['next']}", key)
    assert [each["title"] for each in rest["incidents"]] == ["Number 0"]
    assert rest["next"] == ""


def test_a_private_incident_is_as_one_that_does_not_exist(ada: Person) -> None:
    key = secret("incidents:read")
    hidden = declaring.declare(
        declaration=Declaration(title="Leak", is_private=True), by=ada, now=NOW
    )
    assert ask("/api/v1/incidents", key)[1]["incidents"] == []
    assert ask(f"/api/v1/incidents/{hidden.pk}", key)[0] == 404
    assert ask(f"/api/v1/incidents/{hidden.pk + 1}", key)[0] == 404


def test_one_incident_is_told_whole(incident: Incident) -> None:
    status, told = ask(f"/api/v1/incidents/{incident.pk}", secret("incidents:read"))
    assert status == 200
    assert told["reference"] == incident.reference
    assert told["status"] == "investigating"


def test_the_description_of_the_api_is_served_from_here() -> None:
    page = Client().get("/api/docs").text
    assert "https://" not in page
    described = json.loads(Client().get("/api/openapi.json").content)
    assert "/api/v1/freeze" in described["paths"]


def test_a_key_is_shown_once_and_kept_as_a_digest(admin: Client) -> None:
    url = reverse("admin:incidents_apikey_make")
    form = {"_form_submitted": "on", "name": "Pipeline", "scopes": ["freeze:read"]}
    shown = admin.post(url, form, follow=True).text
    key = ApiKey.objects.get()
    made = shown.split("<code>")[1].split("</code>")[0]
    assert ask("/api/v1/freeze", made)[0] == 200
    again = admin.get(reverse("admin:incidents_apikey_changelist")).text
    assert key.start in again
    assert made not in again


def test_revoking_in_the_back_office_stops_the_key(admin: Client) -> None:
    key = secret("freeze:read")
    url = reverse("admin:incidents_apikey_revoke", args=[ApiKey.objects.get().pk])
    text = admin.post(url, {"_form_submitted": "on"}, follow=True).text
    assert "opens nothing any more" in text
    assert ask("/api/v1/freeze", key)[0] == 401


def test_lifting_in_the_back_office_lets_deployments_go_on(
    admin: Client, ada: Person
) -> None:
    made = freezes.freeze(scope="all", until=None, reason="", by=ada, now=NOW)
    url = reverse("admin:incidents_freeze_lift", args=[made.pk])
    text = admin.post(url, {"_form_submitted": "on"}, follow=True).text
    assert "Deployments of all may go on." in text
    assert ask("/api/v1/freeze", secret("freeze:read"))[1]["state"] == "free"


def declares(key: str, *, idempotency: str = "", **body: object) -> tuple[int, Json]:
    headers = {"Authorization": f"Bearer {key}"}
    if idempotency:
        headers["Idempotency-Key"] = idempotency
    answer = Client().post(
        "/api/v1/incidents", body, content_type="application/json", headers=headers
    )
    return answer.status_code, json.loads(answer.content)


def test_a_program_declares_for_somebody_to_accept() -> None:
    status, made = declares(secret("incidents:write"), title="Disk full")
    assert (status, made["status"], made["lead"]) == (201, "triage", "")


def test_a_program_declares_for_a_person_who_leads_it(ada: Person) -> None:
    key = secret("incidents:write")
    status, made = declares(key, title="Disk full", severity="2", declared_by=ada.email)
    assert (status, made["lead"], made["severity"]) == (201, ada.name, "SEV2")


def test_asked_twice_under_one_idempotency_key_it_declares_one() -> None:
    key = secret("incidents:write")
    made = [declares(key, idempotency="job-7", title="Disk full") for _ in range(2)]
    assert made[0] == made[1]
    assert Incident.objects.count() == 1


def test_what_may_be_open_already_is_named_instead() -> None:
    key = secret("incidents:write")
    _, first = declares(key, title="Disk of the database full")
    status, told = declares(key, title="Database disk full")
    assert (status, told["duplicates"]) == (409, [first["reference"]])
    assert declares(key, title="Database disk full", allow_duplicate=True)[0] == 201


def test_naming_a_person_as_declarer_tells_nothing_of_their_private_incidents(
    ada: Person,
) -> None:
    hidden = Declaration(title="Payroll data leaked", is_private=True)
    declaring.declare(declaration=hidden, by=ada, now=NOW)
    key = secret("incidents:write")
    status, told = declares(key, title="payroll data leaked", declared_by=ada.email)
    assert (status, told["title"]) == (201, "payroll data leaked")


def test_asking_again_reads_no_incident_that_became_private(ada: Person) -> None:
    key = secret("incidents:write")
    sent = {"title": "Payroll", "declared_by": ada.email}
    _, first = declares(key, idempotency="job-7", **sent)
    incident = Incident.objects.get()
    privacy.make_private(incident=incident, by=ada, now=NOW)
    lifecycle.resolve(incident=incident, by=ada, now=NOW, reason="Paid the ransom")
    status, again = declares(key, idempotency="job-7", **sent)
    assert (status, again["reference"]) == (201, first["reference"])
    assert "ransom" not in json.dumps(again)
    assert (again["status"], again["lead"], again["resolved_at"]) == ("", "", None)


def test_what_cannot_be_declared_names_the_field() -> None:
    key = secret("incidents:write")
    for body, field in (
        ({"title": " "}, "title"),
        ({"title": "A", "severity": "9"}, "severity"),
        ({"title": "A", "service": "nope"}, "service"),
        ({"title": "A", "declared_by": "x@example.com"}, "declared_by"),
        ({"title": "\x00"}, "title"),
    ):
        status, told = declares(key, **body)
        assert (status, told["field"]) == (422, field)
    assert not Incident.objects.exists()


@pytest.mark.parametrize("name", ["service", "declared_by"])
def test_what_the_database_cannot_keep_is_refused_by_name(name: str) -> None:
    status, told = declares(secret("incidents:write"), title="A", **{name: "a\x00b"})
    assert status == 422
    assert name in told["detail"]
