"""POST /hooks/<source> and what is under it."""

import pytest

from incidents.alerts import sources
from tests.ingest.conftest import Caller
from tests.ingest.test_alerts import bearer

SIGNED = {"sns"}  # it has tests of its own


def test_every_sample_of_every_source_is_taken(http: Caller, secret: str) -> None:
    sent = [
        (name, sample)
        for name, source in sources.sources().items()
        for sample in source.samples.values()
        if name not in {*SIGNED, "json"}
    ]
    for name, sample in sent:
        if sources.sources()[name].check(sample):
            continue  # a door of its own knows which action it is
        answer = http.post(f"/hooks/{name}", json=sample, headers=bearer(secret))
        assert answer.status_code == 202, (name, answer.text)

    assert {row.source for row in http.rows()} >= {"api", "alertmanager", "sentry"}


def test_the_key_may_end_the_address(http: Caller, secret: str) -> None:
    assert http.post(f"/hooks/grafana/{secret}", json={}).status_code == 202
    assert http.post(f"/hooks/grafana/{secret}/", json={}).status_code == 202
    assert http.post("/hooks/grafana/mk_unknown", json={}).status_code == 401
    assert http.post("/hooks/grafana", json={}).status_code == 401
    assert len(http.rows()) == 2


def test_any_json_names_its_mapping(http: Caller, secret: str) -> None:
    assert http.post(f"/hooks/json/lorem/{secret}", json=[1]).status_code == 202
    headers = bearer(secret)
    assert http.post("/hooks/json/lorem", json=1, headers=headers).status_code == 202
    assert http.post("/hooks/json", json=1, headers=headers).status_code == 404

    assert [row.context for row in http.rows()] == [{"mapping": "lorem"}] * 2


@pytest.mark.parametrize("mapping", ["{key}", "a%00b", "a%20b", "x" * 41])
def test_what_cannot_be_a_mapping_s_name_is_not_taken(
    http: Caller, secret: str, mapping: str
) -> None:
    path = f"/hooks/json/{mapping.format(key=secret)}"
    answer = http.post(path, json={}, headers=bearer(secret))

    assert answer.status_code == 404
    assert "short name" in answer.json()["detail"]
    assert http.rows() == []


def test_an_unknown_source_is_told_the_known_ones(http: Caller, secret: str) -> None:
    answer = http.post("/hooks/nagios-4", json={}, headers=bearer(secret))

    assert answer.status_code == 404
    assert answer.json()["sources"] == sorted(sources.sources())
    assert "alertmanager" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/hooks", "/hooks/", "/hooks/grafana/a/b", "/v2/", "/v2/nothing"]
)
def test_what_is_not_there_is_a_problem(http: Caller, path: str) -> None:
    answer = http.post(path, json={})

    assert (answer.status_code, answer.json()["status"]) == (404, 404)
    assert answer.headers["content-type"] == "application/problem+json"


def test_only_post_is_taken(http: Caller) -> None:
    answer = http.get("/hooks/grafana")

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_a_required_field_of_the_vendor_is_asked_for(http: Caller, secret: str) -> None:
    answer = http.post("/hooks/opsgenie", json={"alias": "a"}, headers=bearer(secret))

    assert answer.status_code == 400
    assert "message" in answer.json()["detail"]


def test_sentry_s_kind_of_hook_is_kept(http: Caller, secret: str) -> None:
    told = {"Sentry-Hook-Resource": "event_alert", "Sentry-Hook-Signature": "secret"}
    http.post("/hooks/sentry", json={}, headers=bearer(secret) | told)

    (row,) = http.rows()
    assert row.context == {"headers": {"sentry-hook-resource": "event_alert"}}
