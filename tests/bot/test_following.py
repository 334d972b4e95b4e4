"""What follows an acknowledged request, as the person sees it in Slack."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import Respond
from slack_sdk import WebClient

from bot import blockkit
from bot.answers import Open, Refresh, Say, View
from bot.following import follow
from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox

MANIFEST = {
    "features": {
        "shortcuts": [
            {
                "name": "Ask",
                "type": "global",
                "callback_id": "ask",
                "description": "Asks",
            }
        ]
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
}


@pytest.fixture(scope="module")
def app() -> Iterator[StandIn]:
    app = StandIn()
    yield app
    app.close()


@pytest.fixture(scope="module")
def slack(app: StandIn) -> Iterator[Sandbox]:
    with Sandbox(app_url=app.url, manifest=MANIFEST) as slack:
        yield slack


@pytest.fixture
def asked(slack: Sandbox, app: StandIn) -> dict[str, Any]:
    """The payload of a shortcut that Ada just used; she has no modal open."""
    for view in reversed(slack.state("ada")["views"]):
        slack.close("ada", view["id"])
    slack.shortcut("ada", "ask")
    payload: dict[str, Any] = app.requests[-1].json
    return payload


@pytest.fixture
def client(slack: Sandbox) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url)


def form(title: str) -> View:
    words = blockkit.field("Words", blockkit.text_input("words", limit=100))
    return blockkit.modal(title, [words], callback_id="form", submit="Send")


def titles(slack: Sandbox) -> list[str]:
    return [view["title"]["text"] for view in slack.state("ada")["views"]]


def no_address(body: dict[str, Any]) -> Respond:
    return Respond(response_url=body.get("response_url"))


def test_a_form_opens(slack: Sandbox, asked: dict[str, Any], client: WebClient) -> None:
    follow(Open(form("First")), asked, client, no_address(asked))
    assert titles(slack) == ["First"]


def test_what_is_said_where_there_is_no_message_is_a_small_modal(
    slack: Sandbox, asked: dict[str, Any], client: WebClient
) -> None:
    follow(Say("Nothing is open."), asked, client, no_address(asked))
    assert titles(slack) == ["Muster"]
    assert "Nothing is open." in str(slack.top_view("ada")["blocks"])


def test_a_form_is_shown_anew_unless_it_changed_meanwhile(
    slack: Sandbox, asked: dict[str, Any], client: WebClient
) -> None:
    follow(Open(form("First")), asked, client, no_address(asked))
    acted = {"view": slack.top_view("ada")}
    follow(Refresh(form("Second")), acted, client, no_address(acted))
    assert titles(slack) == ["Second"]
    follow(Refresh(form("Too late")), acted, client, no_address(acted))
    assert titles(slack) == ["Second"]
