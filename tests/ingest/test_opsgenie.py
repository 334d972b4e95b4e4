"""The Opsgenie drop-in: POST /v2/alerts and what is under it."""

import uuid
from typing import Any

import pytest

from tests.ingest.conftest import Caller

ALERT = {"message": "Disk full", "alias": "disk-db1", "priority": "P2"}


def genie(secret: str) -> dict[str, str]:
    return {"Authorization": f"GenieKey {secret}"}


def test_an_alert_is_answered_as_opsgenie_does(http: Caller, secret: str) -> None:
    answer = http.post("/v2/alerts", json=ALERT, headers=genie(secret))

    said = answer.json()
    assert (answer.status_code, said["result"]) == (202, "Request will be processed")
    assert uuid.UUID(said["requestId"])
    assert said["took"] >= 0
    (row,) = http.rows()
    told = {"action": "create", "request": said["requestId"]}
    assert (row.source, row.context) == ("opsgenie", told)


def test_an_alert_without_an_alias_is_known_by_its_request(
    http: Caller, secret: str
) -> None:
    answer = http.post("/v2/alerts", json={"message": "x"}, headers=genie(secret))

    (row,) = http.rows()
    assert row.context["identifier"] == answer.json()["requestId"]


@pytest.mark.parametrize("action", ["close", "acknowledge", "notes"])
def test_what_is_asked_of_an_alert_is_kept_with_its_address(
    http: Caller, secret: str, action: str
) -> None:
    path = f"/v2/alerts/a%2Fb%20c/{action}?identifierType=alias"
    answer = http.post(path, json={"note": "Via the API"}, headers=genie(secret))

    assert answer.status_code == 202
    (row,) = http.rows()
    assert row.context == {
        "action": action,
        "identifier": "a/b c",
        "identifierType": "alias",
        "request": answer.json()["requestId"],
    }


def test_closing_needs_no_body(http: Caller, secret: str) -> None:
    answer = http.post("/v2/alerts/1/close", headers=genie(secret))

    assert answer.status_code == 202
    assert http.rows()[0].body == b"{}"


@pytest.mark.parametrize(
    ("path", "sent", "status", "named"),
    [
        ("", {}, 422, "message"),
        ("", {"message": "x" * 131}, 422, "130"),
        ("/a/notes", {}, 422, "note"),
        ("/a/close?identifierType=name", {}, 422, "identifierType"),
        ("/a/snooze", {}, 404, "/close"),
        ("/close", {}, 404, "/close"),
    ],
)
def test_what_is_wrong_is_told_as_opsgenie_does(
    http: Caller, secret: str, path: str, sent: Any, status: int, named: str
) -> None:
    answer = http.post(f"/v2/alerts{path}", json=sent, headers=genie(secret))

    said = answer.json()
    assert answer.status_code == status
    assert set(said) == {"message", "took", "requestId"}
    assert named in said["message"]
    assert http.rows() == []


def test_without_a_good_key_nothing_is_taken(http: Caller) -> None:
    for headers in ({}, genie("unknown")):
        answer = http.post("/v2/alerts", json=ALERT, headers=headers)
        assert (answer.status_code, "requestId" in answer.json()) == (401, True)
    assert http.rows() == []
