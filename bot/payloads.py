"""Reading what Slack sends: who asks, where, about what. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bot.asks import Quoted

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Who:
    """The person and the place of a payload, by Slack's ids."""

    team: str
    user: str
    handle: str
    channel: str


def readable(raw: bytes, content_type: str) -> bool:
    """Whether this is a form or a JSON object, as Bolt is going to read it."""
    try:
        text = raw.decode("utf-8")
        if content_type == "application/json" or text.startswith("{"):
            return isinstance(json.loads(text), dict)
        carried = dict(parse_qsl(text)).get("payload")
        return carried is None or isinstance(json.loads(carried), dict)
    except (ValueError, RecursionError):
        return False


def kind(body: Body) -> str:
    """The payload's type; a slash command has none of its own and is `command`."""
    return "command" if "command" in body else str(body.get("type", ""))


def who(body: Body) -> Who:
    user = body.get("user")
    if isinstance(user, Mapping):
        channel = body.get("channel") or {}
        return Who(
            team=str(user.get("team_id") or (body.get("team") or {}).get("id") or ""),
            user=str(user["id"]),
            handle=str(user.get("username") or user.get("name") or ""),
            channel=str(channel.get("id") or _origin(body)),
        )
    return Who(
        team=str(body.get("team_id", "")),
        user=str(body.get("user_id", "")),
        handle=str(body.get("user_name", "")),
        channel=str(body.get("channel_id", "")),
    )


def _origin(body: Body) -> str:
    return str(metadata(body).get("channel", ""))


def metadata(body: Body) -> dict[str, Any]:
    """What a view carries in its private metadata."""
    view = body.get("view") or {}
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def digest(body: Body) -> str:
    """What tells a copy of a request from another request.

    A form is one request however often its button is pressed, until it is shown anew
    carrying something else; a command or a button is told by its trigger, which Slack
    makes anew for each.
    """
    if body.get("type") == "view_submission":
        view = body["view"]
        carried = view.get("private_metadata") or ""
        identity = f"view:{view['id']}:{view.get('callback_id')}:{carried}"
    elif body.get("event_id"):
        identity = f"event:{body['event_id']}"
    else:
        identity = f"trigger:{body.get('trigger_id') or json.dumps(body)}"
    return hashlib.sha256(identity.encode()).hexdigest()


def command_text(body: Body) -> str:
    """A command's text as it was typed: Slack escapes &, < and >."""
    text = _clean(str(body.get("text") or ""))
    return text if "&" not in text else _unescape(text)


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL, and nobody means one."""
    return text.replace("\x00", "")


def _unescape(text: str) -> str:
    for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(name, char)
    return text


def action_value(action: Body) -> str:
    """What a button or a choice carries, as text; empty for a choice of several.

    A moment is given in seconds of Unix time.
    """
    value = _plain(action)
    return value if isinstance(value, str) else ""


def split_value(value: str) -> tuple[int | None, str]:
    """The incident's id and the rest of `12:rest`."""
    number, _, rest = value.partition(":")
    return (int(number), rest) if number.isdecimal() else (None, value)


def values(body: Body) -> dict[str, Any]:
    """The inputs by action id: a string, a list of strings, or None.

    Those of a form, or of a message with menus in it; and what was just acted on.
    """
    state = (body.get("view") or body).get("state") or {}
    acted = {a["action_id"]: a for a in body.get("actions") or () if "action_id" in a}
    inputs = {
        action: element
        for block in (state.get("values") or {}).values()
        for action, element in block.items()
    }
    return {name: _plain(element) for name, element in (acted | inputs).items()}


# Where an element keeps what was chosen. Source: docs.slack.dev, the pages of Block
# Kit's elements and of view payloads.
_ONE = (
    "selected_user",
    "selected_conversation",
    "selected_channel",
    "selected_date",
    "selected_time",
    "selected_date_time",
    "value",
)
_SEVERAL = ("selected_users", "selected_conversations", "selected_channels")


def _plain(element: Body) -> str | list[str] | None:
    if "selected_options" in element:
        return [str(o["value"]) for o in element["selected_options"] or ()]
    if "selected_option" in element:
        chosen = (element["selected_option"] or {}).get("value")
        return None if chosen is None else str(chosen)
    for name in _SEVERAL:
        if name in element:
            return [str(each) for each in element[name] or ()]
    found = next((element[name] for name in _ONE if name in element), None)
    return None if found is None else _clean(str(found))


def quoted(body: Body) -> Quoted:
    """The message that a message action was chosen on."""
    message = body.get("message") or {}
    ts = str(message.get("ts") or body.get("message_ts") or "")
    return Quoted(
        channel=str((body.get("channel") or {}).get("id") or ""),
        ts=ts,
        text=_clean(str(message.get("text") or "")),
        user=str(message.get("user") or ""),
        thread_ts=str(message.get("thread_ts") or ts),
        message=message,
    )
