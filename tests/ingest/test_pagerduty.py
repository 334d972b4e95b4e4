"""The PagerDuty drop-in: POST /v2/enqueue."""

import json
from typing import Any

import pytest

from tests.ingest.conftest import Caller

EVENT: dict[str, Any] = {
    "event_action": "trigger",
    "dedup_key": "srv01/HTTP",
    "payload": {"summary": "Disk full", "source": "srv01", "severity": "critical"},
}


def test_an_event_is_answered_as_pagerduty_does(http: Caller, secret: str) -> None:
    answer = http.post("/v2/enqueue", json=EVENT | {"routing_key": secret})

    assert answer.status_code == 202
    assert answer.json() == {
        "status": "success",
        "message": "Event processed",
        "dedup_key": "srv01/HTTP",
    }
    (row,) = http.rows()
    assert (row.source, row.context) == ("pagerduty", {})


def test_without_a_dedup_key_one_is_made_and_kept(http: Caller, secret: str) -> None:
    event = EVENT | {"routing_key": secret, "dedup_key": None}
    made = http.post("/v2/enqueue", json=event).json()["dedup_key"]

    (row,) = http.rows()
    assert len(made) == 32
    assert row.context == {"dedup_key": made}


def test_the_routing_key_is_not_kept(http: Caller, secret: str) -> None:
    http.post("/v2/enqueue", json=EVENT | {"routing_key": secret})

    (row,) = http.rows()
    assert json.loads(row.body)["routing_key"] == "***"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"routing_key": None}, "routing_key"),
        ({"routing_key": "0" * 32}, "routing_key"),
        ({"event_action": "explode"}, "event_action"),
        ({"event_action": "resolve", "dedup_key": None}, "dedup_key"),
        ({"payload": None}, "payload"),
        ({"payload": EVENT["payload"] | {"severity": "bad"}}, "payload.severity"),
        ({"payload": EVENT["payload"] | {"summary": ""}}, "payload.summary"),
    ],
)
def test_an_invalid_event_is_told_as_pagerduty_does(
    http: Caller, secret: str, changed: dict[str, Any], named: str
) -> None:
    answer = http.post("/v2/enqueue", json=EVENT | {"routing_key": secret} | changed)

    said = answer.json()
    assert answer.status_code == 400
    assert said["status"] == "invalid event"
    assert said["message"] == "Event object is invalid"
    assert named in said["errors"][0]
    assert http.rows() == []
