"""Reading what Slack sends: who asks, where, about what. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

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

    A form is one request however often its button is pressed; a command or a button
    is told by its trigger, which Slack makes anew for each.
    """
    if body.get("type") == "view_submission":
        identity = f"view:{body['view']['id']}:{body['view'].get('callback_id')}"
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
    """What a button or the chosen option of a menu carries."""
    chosen = action.get("selected_option") or {}
    plain = chosen.get("value") or action.get("value")
    return str(plain or action.get("selected_user") or "")


def split_value(value: str) -> tuple[int | None, str]:
    """The incident's id and the rest of `12:rest`."""
    number, _, rest = value.partition(":")
    return (int(number), rest) if number.isdecimal() else (None, value)


def values(body: Body) -> dict[str, Any]:
    """A form's inputs by action id: a string, a list of strings, or None."""
    state = (body.get("view") or {}).get("state") or {}
    return {
        action: _without_nul(_plain(element))
        for block in (state.get("values") or {}).values()
        for action, element in block.items()
    }


def _without_nul(value: Any) -> Any:
    return _clean(value) if isinstance(value, str) else value


def _plain(element: Body) -> Any:
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"] or ()]
    if "selected_option" in element:
        return (element["selected_option"] or {}).get("value")
    return next(
        (value for name, value in element.items() if name not in ("type", "rich_text")),
        None,
    )
