"""What is posted to /slack/events: by Slack, and by anybody else."""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from pytest_django import Settings
from slack_bolt import BoltResponse

from bot import inbound
from incidents.catalog.models import Service
from incidents.channels.models import SlackUser
from incidents.lifecycle import privacy
from incidents.outbox.models import Effect
from incidents.record.models import Incident
from incidents.response.models import Receipt
from tests.bot.conftest import Company
from tests.bot.facts import NOW
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
OPEN = LIST | {"text": "open"}
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
) -> BoltResponse:
    """Post it as Slack does, signed; `wrong` takes the place of what is right."""
    raw = body if isinstance(body, bytes) else body.encode()
    at = wrong.get("at", str(int(time.time())))
    right = _signature(f"v0:{at}:".encode() + raw)
    return inbound.answer(
        raw,
        {
            "content-type": content_type,
            "x-slack-request-timestamp": at,
            "x-slack-signature": wrong.get("signature", right),
        },
    )


def _signature(signed: bytes) -> str:
    secret = SETTINGS["SLACK_SIGNING_SECRET"].encode()
    return f"v0={hmac.new(secret, signed, hashlib.sha256).hexdigest()}"


def interactive(body: Mapping[str, Any]) -> str:
    return urlencode({"payload": json.dumps(FROM | dict(body))})


def test_a_signed_command_is_answered(company: Company) -> None:
    answer = post(urlencode(LIST))
    assert answer.status == 200
    assert "Nothing is open" in json.loads(answer.body)["text"]


def test_a_command_that_only_reads_leaves_no_receipt_and_a_form_does(
    company: Company,
) -> None:
    post(urlencode(LIST))
    assert Receipt.objects.count() == 0
    post(urlencode(OPEN))
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
    assert post(body, **wrong).status == 401
    assert Receipt.objects.count() == 0


def test_what_is_not_signed_at_all_is_refused_unread(db: None) -> None:
    for body, content_type in BROKEN:
        answer = inbound.answer(body.encode(), {"content-type": content_type})
        assert answer.status == 401


def test_without_a_signing_secret_nothing_is_taken(
    company: Company, settings: Settings
) -> None:
    settings.SLACK_SIGNING_SECRET = ""
    assert post(urlencode(LIST)).status == 503
    assert Receipt.objects.count() == 0


@pytest.mark.parametrize(("body", "content_type"), BROKEN)
def test_a_signed_body_that_says_nothing_is_a_bad_request(
    company: Company, body: str, content_type: str
) -> None:
    assert post(body, content_type).status == 400


def test_a_body_that_is_no_text_is_refused(company: Company) -> None:
    assert post(b"text=\xff\xfe").status == 401


SCOPE = {"type": "http", "path": "/slack/events", "method": "POST", "headers": []}


def over_http(chunks: Iterable[bytes] = (), **scope: str) -> list[dict[str, Any]]:
    """What the ASGI application sends for a request whose body comes in chunks."""
    parts: list[dict[str, Any]] = [
        *({"body": c, "more_body": True} for c in chunks),
        {"body": b""},
    ]
    coming = iter(parts)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "more_body": False} | next(coming)

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    application: Any = inbound.Inbound(threads=1)
    asyncio.run(application(SCOPE | scope, receive, send))
    return sent


def test_a_body_of_megabytes_is_refused_before_it_is_all_read() -> None:
    endless = itertools.repeat(b"a" * 100_000, 10_000)
    start, body = over_http(endless)
    assert start["status"] == 400
    assert b"2500000 bytes" in body["body"]


def test_a_body_in_pieces_is_put_together() -> None:
    start, body = over_http([b"te", b"xt=list"])
    assert start["status"] == 401
    assert b"not signed" in body["body"]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"method": "GET"}, 405), ({"path": "/slack/events/more"}, 404)],
)
def test_only_posts_to_the_one_address_are_taken(
    wrong: dict[str, str], status: int
) -> None:
    start, _ = over_http([b"x"], **wrong)
    assert start["status"] == status


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "shortcut", "callback_id": "x", "trigger_id": "1.2"},
        {"type": "block_suggestion", "action_id": "x", "block_id": "y", "value": ""},
        {"type": "message_action", "callback_id": "x", "message": {}},
        {"type": "view_closed", "view": {"id": "V1", "callback_id": "incident_lead"}},
        {"type": "block_actions", "actions": [{"action_id": "x", "block_id": "y"}]},
        {"type": "something new"},
    ],
)
def test_a_payload_that_muster_has_no_use_for_is_acknowledged(
    company: Company, payload: dict[str, Any]
) -> None:
    assert post(interactive(payload)).status == 200


def test_an_event_that_muster_has_no_use_for_is_not_asked_for_again(
    company: Company,
) -> None:
    event = {"type": "reaction_added", "user": "UADA"}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "E", "event": event}
    assert post(json.dumps(body), JSON).status == 200


def test_slack_may_verify_the_address_before_muster_is_connected(db: None) -> None:
    asked = {"type": "url_verification", "challenge": "abc", "token": "old"}
    assert "abc" in post(json.dumps(asked), JSON).body


def test_a_command_of_another_name_is_told_ours(
    company: Company, settings: Settings
) -> None:
    settings.SLACK_COMMANDS = ("/incident", "/sos")
    answer = post(urlencode(LIST | {"command": "/outage"}))
    assert "`/incident` and `/sos`" in json.loads(answer.body)["text"]


def test_an_alias_does_what_the_command_does(
    company: Company, settings: Settings
) -> None:
    settings.SLACK_COMMANDS = ("/incident", "/sos")
    answer = post(urlencode(LIST | {"command": "/sos"}))
    assert "Nothing is open" in json.loads(answer.body)["text"]


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
    assert post(interactive(payload)).status == 200
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


def reaction(company: Company, user: str, *, event_id: str = "E1") -> str:
    """An event of Slack: somebody marks a message for the timeline of INC-1."""
    incident = Incident.objects.first() or company.declares()
    item = {"type": "message", "channel": incident.channel_slack_id, "ts": "1.5"}
    event = {"type": "reaction_added", "user": user, "reaction": "pushpin"}
    body = {"type": "event_callback", "team_id": "T1", "event_id": event_id}
    return json.dumps(body | {"event": event | {"item": item}})


@pytest.fixture
def marked(company: Company, settings: Settings) -> Callable[[], int]:
    """How often a message was asked to be put on the timeline."""
    settings.SLACK_TIMELINE_EMOJI = ["pushpin"]
    company.declares()
    wanted = Effect.objects.filter(key__contains="1.5")
    return lambda: sum(wanted.values_list("wanted", flat=True))


def test_an_event_that_slack_repeats_counts_once(
    company: Company, marked: Callable[[], int]
) -> None:
    for event_id in ("E1", "E1", "E1"):
        assert post(reaction(company, "UADA", event_id=event_id), JSON).status == 200
    assert marked() == 1
    assert Receipt.objects.count() == 1


def test_what_a_guest_or_a_stranger_does_counts_for_nothing(
    company: Company, marked: Callable[[], int]
) -> None:
    SlackUser.objects.filter(slack_id="UBEN").update(is_guest=True)
    for user in ("UBEN", "USTRANGER"):
        assert post(reaction(company, user), JSON).status == 200
    assert marked() == 0
    assert Receipt.objects.count() == 0


def test_that_somebody_became_a_guest_is_heard_though_guests_are_not(
    company: Company,
) -> None:
    user = {"id": "UBEN", "name": "ben", "is_restricted": True, "profile": {}}
    event = {"type": "user_change", "user": user}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "E2", "event": event}
    for event_id in ("E2", "E3"):
        post(json.dumps(body | {"event_id": event_id}), JSON)
    assert SlackUser.objects.get(slack_id="UBEN").is_guest
    assert Receipt.objects.count() == 2


def suggestion(value: str, **user: str) -> str:
    typed = {"type": "block_suggestion", "action_id": "service", "block_id": "service"}
    who = {"user": {"id": "UADA", "team_id": "T1"} | user}
    return interactive(typed | who | {"value": value})


def test_a_menu_offers_the_services_that_have_what_was_typed_in_their_name(
    company: Company,
) -> None:
    team = company.service.team
    Service.objects.bulk_create(
        Service(name=f"Checkout {number:03}", slug=f"c-{number}", team=team)
        for number in range(200)
    )
    found = json.loads(post(suggestion("checkout 12")).body)["options"]
    assert [o["text"]["text"] for o in found] == [
        f"Checkout {number}" for number in range(120, 130)
    ]
    assert len(json.loads(post(suggestion("")).body)["options"]) == 100
    assert json.loads(post(suggestion("no such")).body)["options"] == []
    assert Receipt.objects.count() == 0


@pytest.mark.parametrize(
    "user", [{"id": "UBEN"}, {"id": "USTRANGER"}, {"id": "UX", "team_id": "T9"}]
)
def test_a_menu_offers_guests_and_strangers_nothing(
    company: Company, user: dict[str, str]
) -> None:
    SlackUser.objects.filter(slack_id="UBEN").update(is_guest=True)
    assert json.loads(post(suggestion("", **user)).body)["options"] == []
    assert not SlackUser.objects.filter(slack_id__in=["USTRANGER", "UX"]).exists()


@pytest.mark.parametrize("form", ["incident_private", "incident_public"])
def test_what_is_wrong_with_a_form_without_inputs_is_said_in_its_place(
    company: Company, form: str
) -> None:
    """Somebody else did the same, or may decide it no more, while it was open."""
    incident = company.declares(who="Ben")
    if form == "incident_private":
        privacy.make_private(incident=incident, by=company.people["Ada"], now=NOW)
    view = {
        "type": "modal",
        "id": "V1",
        "callback_id": form,
        "private_metadata": json.dumps({"incident": incident.pk}),
        "blocks": [{"type": "section", "block_id": "a"}],
        "state": {"values": {}},
    }
    answer = post(interactive({"type": "view_submission", "view": view}))
    assert answer.status == 200
    told = json.loads(answer.body)
    assert told["response_action"] == "update"
    assert f"INC-{incident.pk} is" in json.dumps(told["view"]["blocks"])


def test_a_shortcut_is_carried_out_once_and_kept(company: Company) -> None:
    pressed = {"type": "shortcut", "callback_id": "muster_declare", "trigger_id": "1.9"}
    for _ in range(3):
        assert post(interactive(pressed)).status == 200
    kept = Receipt.objects.get().answer or {}
    assert kept["view"]["callback_id"] == "incident_declare"
