"""The payloads of slash commands and interactions, field by field as Slack sends them.

Source: docs.slack.dev/reference/interaction-payloads and
docs.slack.dev/interactivity/implementing-slash-commands
"""

from dataclasses import dataclass

from integrations.sandbox.slack.shapes import view_json
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.views import STATE_FIELDS, Values, View, state_values
from integrations.sandbox.world.workspace import Workspace

VERIFICATION = "sandbox-verification-token"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A slash command somebody typed."""

    user: str
    channel: Channel
    command: str
    text: str


def channel_name(channel: Channel) -> str:
    """How a payload names a conversation."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def command(ws: Workspace, typed: Typed, *, response_url: str, trigger_id: str) -> Json:
    """The form fields of a slash command."""
    return {
        "token": VERIFICATION,
        "team_id": ws.team.id,
        "team_domain": ws.team.domain,
        "channel_id": typed.channel.id,
        "channel_name": channel_name(typed.channel),
        "user_id": typed.user,
        "user_name": ws.users[typed.user].name,
        "command": typed.command,
        "text": typed.text,
        "api_app_id": ws.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def _common(ws: Workspace, kind: str, user: str) -> Json:
    person = ws.users[user]
    return {
        "type": kind,
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": ws.team.id,
        },
        "api_app_id": ws.app.id,
        "token": VERIFICATION,
        "team": ws.team.brief(),
        "enterprise": None,
        "is_enterprise_install": False,
    }


@dataclass(frozen=True, kw_only=True)
class Press:
    """Who used an element of which message; `values` is what its others hold."""

    user: str
    channel: Channel
    message: Json
    values: Values


def _container(channel: Channel, message: Json) -> Json:
    container: Json = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": bool(message.get("is_ephemeral")),
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    return container


def message_action(ws: Workspace, press: Press, action: Json) -> Json:
    """block_actions from a message, without trigger_id and response_url."""
    channel, message = press.channel, press.message
    values = state_values(message.get("blocks") or [], press.values)
    if action["type"] in STATE_FIELDS:
        name, _ = STATE_FIELDS[action["type"]]
        chosen = {"type": action["type"], name: action[name]}
        values[action["block_id"]][action["action_id"]] = chosen
    payload = _common(ws, "block_actions", press.user) | {
        "container": _container(channel, message),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": values},
        "actions": [action],
    }
    if not message.get("is_ephemeral"):
        payload["message"] = message
    return payload


def shortcut(ws: Workspace, user: str, callback_id: str) -> Json:
    """A global shortcut, without trigger_id."""
    return _common(ws, "shortcut", user) | {
        "callback_id": callback_id,
        "action_ts": ws.clock.ts(),
    }


def message_shortcut(ws: Workspace, press: Press, callback_id: str) -> Json:
    """A message shortcut, without trigger_id and response_url."""
    return _common(ws, "message_action", press.user) | {
        "callback_id": callback_id,
        "action_ts": ws.clock.ts(),
        "message_ts": press.message["ts"],
        "channel": {"id": press.channel.id, "name": channel_name(press.channel)},
        "message": press.message,
    }


def message_suggestion(ws: Workspace, press: Press) -> Json:
    """What somebody types into an external menu of a message; without the menu."""
    channel, message = press.channel, press.message
    payload = _common(ws, "block_suggestion", press.user) | {
        "container": _container(channel, message),
        "channel": {"id": channel.id, "name": channel_name(channel)},
    }
    if not message.get("is_ephemeral"):
        payload["message"] = message
    return payload


def view_suggestion(ws: Workspace, view: View) -> Json:
    """The same in a modal or a Home."""
    return _common(ws, "block_suggestion", view.user) | {
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(ws, view),
    }


def view_action(ws: Workspace, view: View, action: Json) -> Json:
    """block_actions from a modal or a Home, without trigger_id."""
    return _common(ws, "block_actions", view.user) | {
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(ws, view),
        "actions": [action],
    }


def view_submission(ws: Workspace, view: View, response_urls: list[Json]) -> Json:
    """A submitted modal, without trigger_id."""
    return _common(ws, "view_submission", view.user) | {
        "view": view_json(ws, view),
        "response_urls": response_urls,
    }


def view_closed(ws: Workspace, view: View, *, cleared: bool) -> Json:
    """A modal that was closed."""
    return _common(ws, "view_closed", view.user) | {
        "view": view_json(ws, view),
        "is_cleared": cleared,
    }
