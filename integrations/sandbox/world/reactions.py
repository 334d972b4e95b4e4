"""Reactions to a message, kept in Slack's shape: `name`, `users`, `count`.

Source of the event: docs.slack.dev/reference/events/reaction_added
"""

from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.workspace import Workspace


def reactions_of(message: Json) -> list[Json]:
    """The message's reactions, oldest first."""
    held: list[Json] = message.get("reactions", [])
    return held


def reacted(message: Json, user: str, name: str) -> bool:
    """Whether this person already has this reaction here."""
    return any(
        row["name"] == name and user in row["users"] for row in reactions_of(message)
    )


def react(ws: Workspace, channel: Channel, message: Json, user: str, name: str) -> None:
    """Add a reaction."""
    held = message.setdefault("reactions", [])
    row = next((row for row in held if row["name"] == name), None)
    if row is None:
        row = {"name": name, "users": [], "count": 0}
        held.append(row)
    row["users"].append(user)
    row["count"] = len(row["users"])
    ws.touch_channel(channel)
    event = _event(ws, channel, message, name)
    ws.emit({"type": "reaction_added", "user": user, **event}, channel)


def unreact(
    ws: Workspace, channel: Channel, message: Json, user: str, name: str
) -> None:
    """Take a reaction back."""
    row = next(row for row in message["reactions"] if row["name"] == name)
    row["users"].remove(user)
    row["count"] = len(row["users"])
    message["reactions"] = [row for row in message["reactions"] if row["count"]]
    if not message["reactions"]:
        del message["reactions"]
    ws.touch_channel(channel)
    event = _event(ws, channel, message, name)
    ws.emit({"type": "reaction_removed", "user": user, **event}, channel)


def _event(ws: Workspace, channel: Channel, message: Json, name: str) -> Json:
    return {
        "reaction": name,
        "item_user": message.get("user"),
        "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
        "event_ts": ws.clock.ts(),
    }
