"""A real browser on the page of a real sandbox, with a tiny app behind it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.sandbox_page.app import TinyApp
from tests.sandbox_process import Sandbox

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def workplace() -> Iterator[tuple[Sandbox, TinyApp]]:
    """A sandbox and the app it delivers to."""
    with TinyApp() as app, Sandbox(app_url=app.url, smtp=True) as slack:
        app.api_url, app.token = slack.api_url, slack.bot_token
        yield slack, app


@pytest.fixture
def slack(workplace: tuple[Sandbox, TinyApp]) -> Sandbox:
    """The sandbox as its company file has it, with the tiny app's manifest."""
    slack, app = workplace
    slack.reset()
    slack.put_manifest(MANIFEST)
    app.forget()
    return slack


@pytest.fixture
def app(workplace: tuple[Sandbox, TinyApp], slack: Sandbox) -> TinyApp:
    """The app, which has seen nothing yet."""
    return workplace[1]


@pytest.fixture
def visit(browser: Browser, slack: Sandbox) -> Iterator[Visit]:
    """visit("ada", "incidents") -> the page as that person, in their own window."""
    contexts = []

    def open_page(user: str, channel: str, **options: Any) -> Page:
        view = {"width": 1280, "height": 800}
        context = browser.new_context(**{"viewport": view, **options})
        contexts.append(context)
        page = context.new_page()
        ids = slack.user(user)["id"], slack.channel(channel)["id"]
        page.goto(f"{slack.url}/?user={ids[0]}&channel={ids[1]}")
        expect(page.get_by_test_id("channel-title")).to_contain_text(channel)
        return page

    yield open_page
    for context in contexts:
        context.close()


MANIFEST = {
    "display_information": {"name": "Muster"},
    "features": {
        "bot_user": {"display_name": "Muster"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {
                "command": "/incident",
                "description": "Declare and run incidents",
                "usage_hint": "[open | update | resolve]",
            }
        ],
        "shortcuts": [
            {
                "name": "Declare an incident",
                "type": "global",
                "callback_id": "declare",
                "description": "Opens the form from anywhere",
            },
            {
                "name": "Who is on call?",
                "type": "global",
                "callback_id": "oncall",
                "description": "Names the people to call",
            },
            {
                "name": "Declare from this message",
                "type": "message",
                "callback_id": "declare_from_message",
                "description": "Quotes it in a new incident",
            },
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "commands",
                "chat:write",
                "channels:manage",
                "channels:read",
                "channels:write.invites",
                "channels:write.topic",
                "pins:read",
                "pins:write",
                "reactions:read",
                "bookmarks:write",
            ]
        }
    },
    "settings": {
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {
            "bot_events": ["reaction_added", "reaction_removed", "pin_added"]
        },
    },
}
