"""Menus of people and conversations, and pickers: only what a person could choose."""

from typing import Any

import pytest
from slack_sdk import WebClient

from tests.sandbox.forms import Json, actions, modal, plain
from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox, SandboxError

ADA, IVAN, BOT = "U0ADA00001", "U0IVAN0001", "U0MUSTER01"


def asking(slack: Sandbox, app: StandIn, client: WebClient, element: Json) -> str:
    """Open a modal for Ada with one element; the view's id."""
    block = {
        "type": "input",
        "block_id": "b",
        "label": plain("Choose"),
        "optional": True,
        "element": {**element, "action_id": "a"},
    }
    slack.command("ada", "general", "/incident")
    trigger = app.requests[-1].form["trigger_id"]
    return str(client.views_open(trigger_id=trigger, view=modal(block))["view"]["id"])


OPTION = {"text": plain("One"), "value": "1"}


@pytest.mark.parametrize(
    ("element", "field", "value"),
    [
        ({"type": "users_select"}, "selected_user", ADA),
        ({"type": "multi_users_select"}, "selected_users", [ADA]),
        ({"type": "conversations_select"}, "selected_conversation", "C0GENERAL1"),
        (
            {"type": "multi_conversations_select"},
            "selected_conversations",
            ["C0GENERAL1"],
        ),
        ({"type": "channels_select"}, "selected_channel", "C0GENERAL1"),
        ({"type": "datepicker"}, "selected_date", "2026-02-28"),
        ({"type": "timepicker"}, "selected_time", "23:59"),
        ({"type": "datetimepicker"}, "selected_date_time", 1795000000),
        ({"type": "radio_buttons", "options": [OPTION]}, "selected_option", OPTION),
        ({"type": "checkboxes", "options": [OPTION]}, "selected_options", [OPTION]),
    ],
)
def test_a_choice_is_submitted_as_slack_has_it(
    slack: Sandbox,
    app: StandIn,
    client: WebClient,
    element: Json,
    field: str,
    value: Any,
) -> None:
    view = asking(slack, app, client, element)
    assert slack.submit("ada", view, {"b": {"a": {field: value}}})["ok"]
    sent = app.requests[-1].json["view"]["state"]["values"]["b"]["a"]
    assert sent == {"type": element["type"], field: value}


@pytest.mark.parametrize(
    ("element", "value", "words"),
    [
        ({"type": "users_select"}, {"selected_user": "U0NOBODY"}, "no such user"),
        ({"type": "users_select"}, {"selected_user": IVAN}, "no such user"),
        (
            {"type": "multi_users_select", "max_selected_items": 1},
            {"selected_users": [ADA, BOT]},
            "no more than 1",
        ),
        ({"type": "multi_users_select"}, {"selected_users": ADA}, "must be a list"),
        (
            {"type": "conversations_select"},
            {"selected_conversation": "C0NOWHERE"},
            "no such conversation",
        ),
        (
            {"type": "conversations_select", "filter": {"include": ["private"]}},
            {"selected_conversation": "C0GENERAL1"},
            "does not offer",
        ),
        ({"type": "datepicker"}, {"selected_date": "2026-02-30"}, "no such day"),
        ({"type": "timepicker"}, {"selected_time": "24:00"}, "not a value"),
        ({"type": "datetimepicker"}, {"selected_date_time": "soon"}, "not a value"),
        (
            {"type": "checkboxes", "options": [OPTION]},
            {"selected_options": [{"value": "2"}]},
            "not among",
        ),
    ],
)
def test_what_nobody_could_choose_is_refused(
    slack: Sandbox,
    app: StandIn,
    client: WebClient,
    element: Json,
    value: Json,
    words: str,
) -> None:
    view = asking(slack, app, client, element)
    with pytest.raises(SandboxError, match=words):
        slack.submit("ada", view, {"b": {"a": value}})


def test_a_private_channel_is_offered_to_its_members_alone(
    slack: Sandbox, app: StandIn, client: WebClient
) -> None:
    secret = slack.make_channel("secret", is_private=True, creator="ben")["id"]
    view = asking(slack, app, client, {"type": "conversations_select"})
    chosen = {"b": {"a": {"selected_conversation": secret}}}
    with pytest.raises(SandboxError, match="no such conversation"):
        slack.submit("ada", view, chosen)
    slack.change_channel("secret", add=["ada"], by="ben")
    assert slack.submit("ada", view, chosen)["ok"]


def test_an_overflow_menu_has_at_most_five_entries(
    slack: Sandbox, app: StandIn, client: WebClient
) -> None:
    entries = [{"text": plain(str(n)), "value": str(n)} for n in range(5)]
    menu = {"type": "overflow", "action_id": "more", "options": entries}
    posted = client.chat_postMessage(
        channel="C0INCIDENT", text="x", blocks=[actions(menu)]
    )
    where: Json = {"channel": "incidents", "ts": posted["ts"]}
    chosen = {"selected_option": {"value": "3"}}
    assert slack.action("ada", "more", value=chosen, **where)["ok"]
    assert app.requests[-1].json["actions"][0]["selected_option"] == entries[3]
    with pytest.raises(SandboxError, match="required"):
        slack.action("ada", "more", **where)
