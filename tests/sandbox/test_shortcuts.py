"""Global shortcuts and message shortcuts."""

import httpx
import pytest
from slack_sdk import WebClient

from tests.sandbox.forms import Json, modal
from tests.sandbox.refusal import error
from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox, SandboxError

MANIFEST: Json = {
    "features": {
        "shortcuts": [
            {
                "name": "Declare an incident",
                "type": "global",
                "callback_id": "declare",
                "description": "Opens the form",
            },
            {
                "name": "Declare from this",
                "type": "message",
                "callback_id": "declare_from",
                "description": "Quotes the message",
            },
        ]
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
}


@pytest.fixture
def installed(slack: Sandbox) -> Sandbox:
    slack.put_manifest(MANIFEST)
    return slack


def test_a_global_shortcut_knows_who_but_not_where(
    installed: Sandbox, app: StandIn
) -> None:
    assert installed.shortcut("ada", "declare")["ok"]
    payload = app.requests[-1].json
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "declare")
    assert payload["user"]["id"] == "U0ADA00001"
    assert payload["action_ts"]
    assert not {"channel", "message", "response_url"} & set(payload)
    assert installed.deliveries("shortcut")[-1]["status"] == 200


def test_a_shortcut_opens_a_modal_once_and_soon(
    installed: Sandbox, app: StandIn, client: WebClient
) -> None:
    installed.shortcut("ada", "declare")
    trigger = app.requests[-1].json["trigger_id"]
    assert client.views_open(trigger_id=trigger, view=modal())["ok"]
    assert installed.top_view("ada")["callback_id"] == "declare"
    again = error(client.views_open, trigger_id=trigger, view=modal())
    assert again == "exchanged_trigger_id"
    installed.shortcut("ada", "declare")
    late = app.requests[-1].json["trigger_id"]
    installed.advance(4)
    assert error(client.views_open, trigger_id=late, view=modal()) == (
        "expired_trigger_id"
    )


def test_a_message_shortcut_carries_its_message_even_where_the_app_is_not(
    installed: Sandbox, app: StandIn
) -> None:
    ts = installed.message("ben", "payments-team", "Cards fail in Oslo")["ts"]
    acted = installed.message_action("ada", "payments-team", ts, "declare_from")
    assert acted["ok"]
    payload = app.requests[-1].json
    assert payload["type"] == "message_action"
    assert payload["message"]["text"] == "Cards fail in Oslo"
    assert payload["message_ts"] == payload["message"]["ts"] == ts
    assert payload["message"]["user"] == "U0BEN00001"
    assert payload["channel"] == {"id": "C0PAYMENTS", "name": "payments-team"}
    assert payload["trigger_id"]

    answer = httpx.post(payload["response_url"], json={"text": "Declared"}).json()
    assert answer == {"ok": True}
    seen = installed.seen_channel("ada", "payments-team")["messages"][-1]
    assert (seen["text"], seen["ephemeral"]) == ("Declared", True)
    assert installed.seen_channel("ben", "payments-team")["messages"][-1]["ts"] == ts


def test_a_message_shortcut_in_a_private_channel_stays_private(
    installed: Sandbox, app: StandIn
) -> None:
    installed.make_channel("secret", is_private=True, creator="ben")
    ts = installed.message("ben", "secret", "Only for us")["ts"]
    with pytest.raises(SandboxError, match="channel_not_found"):
        installed.message_action("ada", "secret", ts, "declare_from")
    assert app.requests == []


@pytest.mark.parametrize("callback_id", ["declare_from", "unknown"])
def test_only_global_shortcuts_of_the_manifest_can_be_called(
    installed: Sandbox, callback_id: str
) -> None:
    with pytest.raises(SandboxError, match="no such global shortcut"):
        installed.shortcut("ada", callback_id)


def test_only_message_shortcuts_of_the_manifest_are_on_messages(
    installed: Sandbox,
) -> None:
    ts = installed.message("ada", "general", "hello")["ts"]
    with pytest.raises(SandboxError, match="no such message shortcut"):
        installed.message_action("ada", "general", ts, "declare")


def test_slacks_own_lines_have_no_shortcuts(installed: Sandbox) -> None:
    installed.join("june", "random")
    line = installed.channel("random")["messages"][-1]
    assert line["subtype"] == "channel_join"
    with pytest.raises(SandboxError, match="no shortcuts"):
        installed.message_action("ada", "random", line["ts"], "declare_from")


def test_the_menus_list_the_shortcuts_of_the_manifest(installed: Sandbox) -> None:
    listed = installed.state("ada")["app"]["shortcuts"]
    assert listed == MANIFEST["features"]["shortcuts"]


def test_an_app_that_does_not_answer_is_trouble_for_the_person(
    installed: Sandbox, app: StandIn
) -> None:
    app.answers(status=500)
    assert installed.shortcut("ada", "declare")["error"] == "http_service_error"
    assert "trouble connecting" in installed.state("ada")["notices"][-1]["text"]


def test_a_shortcut_can_be_lost_or_doubled_on_its_way(
    installed: Sandbox, app: StandIn
) -> None:
    installed.fault("deliver:shortcut", "duplicate", copies=3)
    installed.shortcut("ada", "declare")
    assert len({got.body for got in app.requests}) == 1
    assert len(app.requests) == 3
    installed.fault("deliver:message_action", "drop")
    ts = installed.message("ada", "general", "hello")["ts"]
    acted = installed.message_action("ada", "general", ts, "declare_from")
    assert acted["error"] == "operation_timeout"
    assert len(app.requests) == 3
