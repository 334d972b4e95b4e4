"""Buttons and menus, and the response_url that comes with them."""

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from tests.sandbox.forms import actions, button, plain, section
from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox, SandboxError

INCIDENTS = "C0INCIDENT"
MENU: dict[str, Any] = {
    "type": "static_select",
    "action_id": "severity",
    "options": [{"text": plain(s), "value": s} for s in ("SEV1", "SEV2")],
}


@pytest.fixture
def card(client: WebClient) -> str:
    blocks = [section("card"), actions(button(), MENU)]
    posted = client.chat_postMessage(channel=INCIDENTS, text="card", blocks=blocks)
    return str(posted["ts"])


def press(slack: Sandbox, app: StandIn, ts: str) -> str:
    """Press the button; the response_url of the press."""
    assert slack.action("ada", "resolve", channel="incidents", ts=ts)["ok"]
    return str(app.requests[-1].json["response_url"])


def test_a_pressed_button_arrives_with_its_value(
    card: str, slack: Sandbox, app: StandIn
) -> None:
    press(slack, app, card)
    payload = app.requests[-1].json
    assert payload["type"] == "block_actions"
    action = payload["actions"][0]
    assert (action["action_id"], action["value"]) == ("resolve", "inc-1")
    assert (action["block_id"], action["type"]) == ("buttons", "button")
    assert payload["container"]["message_ts"] == payload["message"]["ts"] == card
    assert payload["channel"] == {"id": INCIDENTS, "name": "incidents"}
    assert payload["user"]["username"] == "ada"
    assert payload["trigger_id"]


def test_a_choice_arrives_as_selected_option(
    card: str, slack: Sandbox, app: StandIn
) -> None:
    chosen = {"selected_option": MENU["options"][1]}
    slack.action("ada", "severity", channel="incidents", ts=card, value=chosen)
    payload = app.requests[-1].json
    assert payload["actions"][0]["selected_option"]["value"] == "SEV2"
    kept = payload["state"]["values"]["buttons"]["severity"]
    assert kept["selected_option"]["value"] == "SEV2"


def test_a_choice_that_was_not_offered_is_refused(card: str, slack: Sandbox) -> None:
    wrong = {"selected_option": {"text": plain("SEV9"), "value": "SEV9"}}
    with pytest.raises(SandboxError, match="not among the options"):
        slack.action("ada", "severity", channel="incidents", ts=card, value=wrong)


def test_a_button_that_is_not_there_is_refused(card: str, slack: Sandbox) -> None:
    with pytest.raises(SandboxError, match="no element"):
        slack.action("ada", "explode", channel="incidents", ts=card)


def test_a_late_answer_to_a_press_shows_slacks_words(
    card: str, slack: Sandbox, app: StandIn
) -> None:
    app.answers(delay=3.3)
    slack.action("ada", "resolve", channel="incidents", ts=card)
    notice = slack.state("ada")["notices"][0]
    assert notice["text"] == "We had some trouble connecting. Try again?"
    assert notice["channel"] == INCIDENTS


def test_a_response_url_replaces_the_message(
    card: str, slack: Sandbox, app: StandIn
) -> None:
    url = press(slack, app, card)
    body = {"replace_original": True, "text": "resolved", "blocks": []}
    assert httpx.post(url, json=body).json() == {"ok": True}
    assert slack.texts("incidents") == ["resolved"]


def test_a_response_url_deletes_the_message(
    card: str, slack: Sandbox, app: StandIn
) -> None:
    url = press(slack, app, card)
    httpx.post(url, json={"delete_original": True})
    assert slack.texts("incidents") == []


def test_a_response_url_whispers_unless_told_otherwise(
    card: str, slack: Sandbox, app: StandIn
) -> None:
    url = press(slack, app, card)
    httpx.post(url, json={"text": "psst", "replace_original": False})
    httpx.post(url, json={"text": "all", "response_type": "in_channel"})
    assert slack.texts("incidents") == ["card", "all"]
    seen = slack.seen_channel("ada", "incidents")["messages"]
    assert [m["text"] for m in seen if m["ephemeral"]] == ["psst"]


def test_a_response_url_is_good_for_five_uses(
    card: str, slack: Sandbox, app: StandIn
) -> None:
    url = press(slack, app, card)
    for _ in range(5):
        assert httpx.post(url, json={"text": "x"}).status_code == 200
    sixth = httpx.post(url, json={"text": "x"})
    assert (sixth.status_code, sixth.json()["error"]) == (404, "used_url")


def test_a_response_url_ends_after_thirty_minutes(
    card: str, slack: Sandbox, app: StandIn
) -> None:
    url = press(slack, app, card)
    slack.advance(30 * 60 + 1)
    late = httpx.post(url, json={"text": "x"})
    assert (late.status_code, late.json()["error"]) == (404, "expired_url")


def test_a_response_url_refuses_what_slack_would(
    card: str, slack: Sandbox, app: StandIn
) -> None:
    url = press(slack, app, card)
    assert httpx.post(url, json={}).json()["error"] == "no_text"
    bad = {"text": "x", "blocks": [{"type": "carousel"}]}
    assert httpx.post(url, json=bad).json()["error"] == "invalid_blocks"


def test_an_ephemeral_message_has_buttons_too(
    client: WebClient, slack: Sandbox, app: StandIn
) -> None:
    shown = client.chat_postEphemeral(
        channel=INCIDENTS, user="U0ADA00001", text="?", blocks=[actions(button())]
    )
    url = press(slack, app, shown["message_ts"])
    payload = app.requests[-1].json
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    httpx.post(url, json={"replace_original": True, "text": "done", "blocks": []})
    seen = slack.seen_channel("ada", "incidents")["messages"]
    assert [m["text"] for m in seen] == ["done"]
    httpx.post(url, json={"delete_original": True})
    assert slack.seen_channel("ada", "incidents")["messages"] == []


def test_what_other_inputs_hold_comes_with_a_press(
    card: str, slack: Sandbox, app: StandIn
) -> None:
    chosen = {"type": "static_select", "selected_option": MENU["options"][0]}
    held = {"buttons": {"severity": chosen}}
    slack.action("ada", "resolve", channel="incidents", ts=card, values=held)
    assert app.requests[-1].json["state"]["values"] == held
