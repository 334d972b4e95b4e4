"""GET /v2/alerts/requests/<id>: what became of a request to the Opsgenie drop-in."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from incidents.alerts.drain import drain_all
from integrations.ingest.app import Ingest
from tests.ingest.conftest import Caller, serving
from tests.ingest.test_opsgenie import ALERT, genie

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Iterator[Caller]:
    """In this process, which drains too."""
    with serving(Ingest()) as http:
        yield http


def ask(http: Caller, secret: str, path: str, sent: dict[str, Any]) -> str:
    """The id of the request."""
    answer = http.post(f"/v2/alerts{path}", json=sent, headers=genie(secret))
    assert answer.status_code == 202
    return str(answer.json()["requestId"])


def status(http: Caller, secret: str, request: str) -> dict[str, Any]:
    answer = http.get(f"/v2/alerts/requests/{request}", headers=genie(secret))
    assert answer.status_code == 200
    assert {"took", "requestId"} < set(answer.json())
    data: dict[str, Any] = answer.json()["data"]
    return data


def test_a_request_is_found_once_it_is_sorted(here: Caller, secret: str) -> None:
    request = ask(here, secret, "", ALERT)
    path = f"/v2/alerts/requests/{request}"
    assert here.get(path, headers=genie(secret)).status_code == 404
    drain_all(now=timezone.now())

    told = status(here, secret, request)
    ((alert,),) = here.sql("SELECT id FROM incidents_alert")
    assert (told["isSuccess"], told["success"]) == (True, True)
    assert (told["action"], told["status"]) == ("Create", "Created alert")
    assert (told["alias"], told["alertId"]) == (ALERT["alias"], str(alert))
    assert told["processedAt"]


def test_what_is_asked_of_an_alert_finds_it_or_says_that_there_is_none(
    here: Caller, secret: str
) -> None:
    ask(here, secret, "", ALERT)
    close = ask(here, secret, f"/{ALERT['alias']}/close?identifierType=alias", {})
    note = {"note": "Is anybody there?"}
    nothing = ask(here, secret, "/unknown/notes?identifierType=alias", note)
    drain_all(now=timezone.now())

    assert status(here, secret, close)["status"] == "Closed alert"
    told = status(here, secret, nothing)
    assert (told["isSuccess"], told["status"]) == (False, "Alert does not exist")
    assert told["alertId"] == ""


@pytest.mark.parametrize(
    "request_id", ["1", "85e4681b-5c8b-4ba2-b7b0-204221477191", f"{uuid.UUID(int=0)}"]
)
def test_an_unknown_request_is_not_found(
    here: Caller, secret: str, request_id: str
) -> None:
    answer = here.get(f"/v2/alerts/requests/{request_id}", headers=genie(secret))

    assert answer.status_code == 404
    assert "not found" in answer.json()["message"]


def test_without_a_good_key_nothing_is_told(here: Caller, secret: str) -> None:
    request = ask(here, secret, "", ALERT)
    drain_all(now=timezone.now())

    for headers in ({}, genie("unknown")):
        answer = here.get(f"/v2/alerts/requests/{request}", headers=headers)
        assert (answer.status_code, "data" in answer.json()) == (401, False)
