"""POST /api/v1/alerts."""

import json
from typing import Any

import pytest

from tests.ingest.conftest import Caller
from tests.muster_process import Muster

PATH = "/api/v1/alerts"
Json = dict[str, Any]
WHOLE: Json = {
    "title": "Disk almost full",
    "body": "97 % of /var",
    "severity": "critical",
    "dedup_key": "disk-db1",
    "group_key": "db1",
    "tags": ["disk"],
    "labels": {"host": "db1", "used": 97, "full": False},
    "links": [{"url": "https://example.com/graph", "text": "Graph"}],
    "action": "trigger",
    "at": "2026-11-21T12:00:00Z",
}
# What is wrong, and the field that the answer names.
WRONG: list[tuple[Any, str]] = [
    ({}, "title"),
    ({"title": ""}, "title"),
    ({"title": "   "}, "title"),
    ({"title": 5}, "title"),
    ({"title": "x" * 1001}, "title"),
    ({"title": "x", "action": "explode"}, "action"),
    ({"title": "x", "dedup_key": "k" * 513}, "dedup_key"),
    ({"title": "x", "group_key": "k" * 513}, "group_key"),
    ({"title": "x", "severity": "s" * 41}, "severity"),
    ({"title": "x", "body": "b" * 20_001}, "body"),
    ({"title": "x", "tags": ["t"] * 21}, "tags"),
    ({"title": "x", "tags": [1]}, "tags[0]"),
    ({"title": "x", "labels": {"host": []}}, "labels[...]"),
    ({"title": "x", "labels": {"k" * 121: "v"}}, "key in labels"),
    ({"title": "x", "links": [{"text": "no address"}]}, "links[0].url"),
    ({"title": "x", "at": "yesterday"}, "at"),
    ([], ""),
    ([{"title": "x"}] * 501, ""),
    ([{"title": "x"}, {"body": "no title"}], "[1].title"),
    ("a text", ""),
]


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_an_alert_is_a_row_when_it_is_answered(http: Caller, secret: str) -> None:
    sent = WHOLE | {"later": {"unknown": 1}}
    answer = http.post(PATH, json=sent, headers=bearer(secret))

    (row,) = http.rows()
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "id": row.id})
    assert json.loads(row.body) == sent
    ((key, service),) = http.sql("SELECT id, service_id FROM incidents_servicekey")
    assert (row.service, row.key, row.source) == (service, key, "api")
    assert row.shard == service % 16


def test_an_array_is_one_row(http: Caller, secret: str) -> None:
    answer = http.post(PATH, json=[WHOLE] * 500, headers=bearer(secret))

    assert (answer.status_code, answer.json()["accepted"]) == (202, 500)
    assert len(http.rows()) == 1


@pytest.mark.parametrize(("sent", "field"), WRONG, ids=[w[1] for w in WRONG])
def test_what_is_wrong_is_named_and_nothing_is_kept(
    http: Caller, secret: str, sent: Any, field: str
) -> None:
    answer = http.post(PATH, json=sent, headers=bearer(secret))

    said = answer.json()
    assert (answer.status_code, said["status"]) == (400, 400)
    assert answer.headers["content-type"] == "application/problem+json"
    assert said.get("field", "") == field
    assert (field or "The body") in said["detail"]
    assert http.rows() == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer mk_unknown"},
        {"Authorization": "Basic !"},
    ],
)
def test_without_a_good_key_nothing_is_taken(
    http: Caller, headers: dict[str, str]
) -> None:
    answer = http.post(PATH, json=WHOLE, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert http.rows() == []


def test_a_tool_that_only_knows_basic_is_let_in(http: Caller, secret: str) -> None:
    for auth in [("muster", secret), (secret, "")]:
        assert http.post(PATH, json=WHOLE, auth=auth).status_code == 202


def test_the_key_is_kept_nowhere_in_the_clear(http: Caller, secret: str) -> None:
    http.post(PATH, json={"title": f"It is {secret}"}, headers=bearer(secret))

    (row,) = http.rows()
    assert secret not in row.body.decode()


def test_a_wrong_content_type_is_no_reason_to_drop_an_alert(
    http: Caller, secret: str
) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain", ""):
        headers = bearer(secret) | {"Content-Type": kind}
        answer = http.post(PATH, content=json.dumps(WHOLE), headers=headers)
        assert answer.status_code == 202


def test_a_form_is_told_to_be_json(http: Caller, secret: str) -> None:
    answer = http.post(PATH, data={"title": "x"}, headers=bearer(secret))

    assert answer.status_code == 400
    assert "application/x-www-form-urlencoded" in answer.json()["detail"]
    assert "byte 4" in answer.json()["detail"]


def test_reading_alerts_is_django_s_as_before(http: Caller) -> None:
    assert http.get(PATH).status_code in {401, 404, 405}
    assert http.post(f"{PATH}/dry-run").status_code in {401, 404, 405}
    assert http.rows() == []


USED = (
    "SELECT 1 FROM incidents_servicekey WHERE last_used_at > now() - interval '1 min'"
)


def test_when_a_key_was_used_is_kept(
    accepting: Muster, http: Caller, secret: str
) -> None:
    http.post(PATH, json=WHOLE, headers=bearer(secret))

    assert accepting.wait_until(lambda: http.sql(USED))
