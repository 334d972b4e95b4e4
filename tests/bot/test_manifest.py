"""The manifest asks for what Muster uses, and for nothing else."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from pytest_django import Settings

from backoffice.settings import slash_commands
from bot import manifest, registry
from bot.parsing import UNKNOWN

ROOT = Path(__file__).resolve().parent.parent.parent
CALLED = re.compile(
    r'"((?:apps|auth|bookmarks|chat|conversations|pins|reactions|team|usergroups'
    r'|users|views)\.[A-Za-z.]+)"'
)


def made(*, socket_mode: bool = False) -> dict[str, Any]:
    return manifest.manifest(
        commands=["/incident", "/inc"],
        public_url="https://m.example",
        socket_mode=socket_mode,
    )


def test_every_method_that_muster_calls_has_its_scopes() -> None:
    sources = [
        path
        for folder in ("bot", "tasks", "backoffice")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "manifest.py"
    ]
    called = {name for path in sources for name in CALLED.findall(path.read_text())}
    called -= {"apps.connections.open", "apps.manifest.export"}  # with other tokens
    assert called == set(manifest.METHODS)


def test_every_event_that_muster_hears_is_asked_for() -> None:
    heard = {event.name for event in registry.events()}
    assert heard == set(manifest.EVENTS)
    assert set(manifest.events()) == heard


def test_slack_takes_the_manifest() -> None:
    shown = made()
    commands = shown["features"]["slash_commands"]
    assert [command["command"] for command in commands] == ["/incident", "/inc"]
    for command in commands:
        assert 0 < len(command["usage_hint"]) <= 1_000
        assert command["url"] == "https://m.example/slack/events"
        assert command["should_escape"] is True
    assert len(shown["display_information"]["description"]) <= 140


def test_slack_takes_the_shortcuts() -> None:
    shown = made()["features"]["shortcuts"]
    kinds = {shortcut["callback_id"]: shortcut["type"] for shortcut in shown}
    assert kinds["muster_declare"] == "global"
    assert len({shortcut["callback_id"] for shortcut in shown}) == len(shown)
    for kind in ("global", "message"):
        assert sum(shortcut["type"] == kind for shortcut in shown) <= 5
    for shortcut in shown:
        assert 0 < len(shortcut["name"]) <= 24
        assert 0 < len(shortcut["description"]) <= 150


def test_menus_that_ask_for_options_ask_the_same_address() -> None:
    interactivity = made()["settings"]["interactivity"]
    assert interactivity["message_menu_options_url"] == interactivity["request_url"]


def test_the_usage_names_every_verb() -> None:
    hint = json.dumps(made()["features"])
    for each in registry.commands():
        assert each.verb == UNKNOWN or each.verb in hint


def test_socket_mode_needs_no_address() -> None:
    shown = json.dumps(made(socket_mode=True))
    assert "https://" not in shown
    assert '"socket_mode_enabled": true' in shown


@pytest.mark.parametrize("alias", ["sos", "/", "/two words", "/Loud", "/" + "x" * 32])
def test_an_alias_that_slack_would_refuse_is_refused_at_once(alias: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SLACK_INCIDENT_ALIASES"):
        slash_commands("/incident", ["/inc", alias])


def test_an_alias_named_twice_is_one_command() -> None:
    named = slash_commands("/incident", ["/inc ", "/incident", "/inc"])
    assert named == ("/incident", "/inc")


@pytest.mark.parametrize("token", ["", "xapp-1"])
def test_the_command_prints_json(settings: Settings, token: str) -> None:
    settings.SLACK_APP_TOKEN = token
    settings.SLACK_COMMANDS = ("/fire",)
    out = StringIO()
    call_command("manifest", stdout=out)
    printed = json.loads(out.getvalue())
    assert printed["features"]["slash_commands"][0]["command"] == "/fire"
    assert printed["settings"]["socket_mode_enabled"] is bool(token)
