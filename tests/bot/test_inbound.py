"""What is posted to /slack/events: by Slack, and by anybody else."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import Settings

from incidents.channels.models import SlackUser
from incidents.response.models import Receipt
from tests.bot.conftest import Company
from tests.environment import SETTINGS

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
LIST = {
    "command": "/incident",
    "text": "list",
    "team_id": "T1",
    "user_id": "UADA",
    "channel_id": "C1",
    "trigger_id": "1.1",
}
FROM = {"team": {"id": "T1"}, "user": {"id": "UADA", "team_id": "T1"}}
BROKEN = [
    ("{", JSON),
    ("{", FORM),
    ("[]", JSON),
    ("null", JSON),
    ("[" * 100_000, JSON),
    ("payload=%7B", FORM),
    ("payload=%5B%5D", FORM),
]

pytestmark = pytest.mark.django_db


def post(
    body: str | bytes,
    content_type: str = FORM,
    **wrong: str,
) -> Any:
    """Post it as Slack does, signed; `wrong` takes the place of what is right."""
    raw = body if isinstance(body, bytes) else body.encode()
    at = wrong.get("at", str(int(time.time())))
    right = _signature(f"v0:{at}:".encode() + raw)
    return Client().post(
        "/slack/events",
        data=raw,
        content_type=content_type,
        headers={
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": wrong.get("signature", right),
        },
    )


def _signature(signed: bytes) -> str:
    secret = SETTINGS["SLACK_SIGNING_SECRET"].encode()
    return f"v0={hmac.new(secret, signed, hashlib.sha256).hexdigest()}"


def interactive(body: Mapping[str, Any]) -> str:
    return urlencode({"payload": json.dumps(FROM | dict(body))})


def test_a_signed_command_is_answered_and_kept(company: Company) -> None:
    answer = post(urlencode(LIST))
    assert answer.status_code == 200
    assert "Nothing is open" in json.loads(answer.content)["text"]
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": "v0=0000"},
        {"signature": "v0=é"},
        {"at": "1"},
        {"at": "yesterday"},
    ],
)
@pytest.mark.parametrize("body", [urlencode(LIST), "{", ""])
def test_what_slack_did_not_sign_just_now_is_refused_unread(
    company: Company, body: str, wrong: dict[str, str]
) -> None:
    assert post(body, **wrong).status_code == 401
    assert Receipt.objects.count() == 0


def test_what_is_not_signed_at_all_is_refused_unread(db: None) -> None:
    for body, content_type in BROKEN:
        answer = Client().post("/slack/events", data=body, content_type=content_type)
        assert answer.status_code == 401


def test_without_a_signing_secret_nothing_is_taken(
    company: Company, settings: Settings
) -> None:
    settings.SLACK_SIGNING_SECRET = ""
    assert post(urlencode(LIST)).status_code == 503
    assert Receipt.objects.count() == 0


@pytest.mark.parametrize(("body", "content_type"), BROKEN)
def test_a_signed_body_that_says_nothing_is_a_bad_request(
    company: Company, body: str, content_type: str
) -> None:
    assert post(body, content_type).status_code == 400


def test_a_body_that_is_no_text_is_refused(company: Company) -> None:
    assert post(b"text=\xff\xfe").status_code == 401


def test_a_body_of_megabytes_is_refused(company: Company, settings: Settings) -> None:
    assert post("text=" + "a" * 3_000_000).status_code == 400


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "shortcut", "callback_id": "x", "trigger_id": "1.2"},
        {"type": "message_action", "callback_id": "x", "message": {}},
        {"type": "view_closed", "view": {"id": "V1", "callback_id": "incident_lead"}},
        {"type": "block_actions", "actions": [{"action_id": "x", "block_id": "y"}]},
        {"type": "something new"},
    ],
)
def test_a_payload_that_muster_has_no_use_for_is_acknowledged(
    company: Company, payload: dict[str, Any]
) -> None:
    assert post(interactive(payload)).status_code == 200


def test_an_event_that_muster_has_no_use_for_is_not_asked_for_again(
    company: Company,
) -> None:
    event = {"type": "reaction_added", "user": "UADA"}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "E", "event": event}
    assert post(json.dumps(body), JSON).status_code == 200


def test_a_command_of_another_name_is_told_ours(company: Company) -> None:
    answer = post(urlencode(LIST | {"command": "/outage"}))
    assert "`/incident`" in json.loads(answer.content)["text"]


@pytest.mark.parametrize("enterprise", ["", "E1"])
def test_somebody_of_another_company_in_a_shared_channel_is_refused(
    company: Company, enterprise: str
) -> None:
    company.workspace.enterprise_id = enterprise
    company.workspace.save()
    payload = {
        "type": "block_actions",
        "user": {"id": "USTRANGER", "username": "stranger", "team_id": "T9"},
        "actions": [{"action_id": "incident_declare", "block_id": "b", "value": ":"}],
        "trigger_id": "1.3",
    }
    assert post(interactive(payload)).status_code == 200
    assert not SlackUser.objects.filter(slack_id="USTRANGER").exists()
    assert Receipt.objects.count() == 0


def test_a_colleague_of_another_workspace_of_the_organisation_is_heard(
    company: Company,
) -> None:
    company.workspace.enterprise_id = "E1"
    company.workspace.save()
    payload = {
        "type": "block_actions",
        "user": {"id": "UADA", "username": "ada", "team_id": "T2"},
        "actions": [{"action_id": "incident_declare", "block_id": "b", "value": ":"}],
        "trigger_id": "1.4",
    }
    post(interactive(payload))
    assert Receipt.objects.count() == 1
