"""What a message of Slack says, as the domain takes it."""

from collections.abc import Container, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.plaintext import ids_in, readable
from incidents.channels import queries as channels
from incidents.channels.models import Workspace
from incidents.channels.names import names_of
from incidents.record.timeline import MessageFacts

Json = Mapping[str, Any]


def facts_of(message: Json, *, channel: str, permalink: str) -> MessageFacts:
    """`message` as Slack's history, events and message actions carry it."""
    ts = str(message["ts"])
    user = str(message.get("user") or "")
    by = channels.person_of(user) if user and not message.get("bot_id") else None
    return MessageFacts(
        source=f"{channel}:{ts}",
        text=readable(message, names_of(ids_in(message))),
        at=datetime.fromtimestamp(float(ts), UTC),
        by=by,
        author="" if by else _app(message),
        permalink=permalink,
    )


def is_ours(message: Json, workspace: Workspace) -> bool:
    """Whether Muster wrote it: what it posts is on the timeline as it is."""
    return (
        message.get("bot_id") == workspace.bot_id
        or message.get("user") == workspace.bot_user_id
    )


def is_marked(message: Json, *, channel: str, emoji: Container[str]) -> bool:
    """Whether it is pinned in the channel or has one of these reactions now.

    Source: the message object's `pinned_to` and `reactions`.
    """
    if channel in (message.get("pinned_to") or ()):
        return True
    return any(
        plain_emoji(str(each["name"])) in emoji and each.get("count")
        for each in message.get("reactions") or ()
    )


def plain_emoji(name: str) -> str:
    """`wave` for `wave::skin-tone-3` and for `:wave:`."""
    return name.strip().strip(":").partition("::")[0]


def _app(message: Json) -> str:
    profile = message.get("bot_profile") or {}
    return str(profile.get("name") or message.get("username") or "somebody unknown")
