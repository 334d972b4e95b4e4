"""Pins of a channel, with Slack's line and its events.

Source of the event: docs.slack.dev/reference/events/pin_added and the types of
@slack/types (`PinAddedEvent`: `pin_count` is a string).
"""

from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.messages import system
from integrations.sandbox.world.permalinks import permalink
from integrations.sandbox.world.workspace import Workspace


def is_pinned(channel: Channel, ts: str) -> bool:
    """Whether this message has a pin here."""
    return any(pin["ts"] == ts for pin in channel.pins)


def pin(ws: Workspace, channel: Channel, message: Json, user: str) -> None:
    """Pin a message; Slack says so in the channel."""
    created = int(ws.clock.now())
    made = {"ts": message["ts"], "user": user, "created": created}
    channel.pins.append(made)
    message["pinned_to"] = [channel.id]
    system(ws, channel, "pinned_item", user, "pinned a message to this channel.")
    event = _event(ws, channel, message, made)
    ws.emit({"type": "pin_added", "user": user, **event}, channel)


def unpin(ws: Workspace, channel: Channel, message: Json, user: str) -> None:
    """Take a pin off; nothing is said in the channel."""
    made = next(pin for pin in channel.pins if pin["ts"] == message["ts"])
    event = _event(ws, channel, message, made)
    channel.pins.remove(made)
    message.pop("pinned_to", None)
    ws.touch_channel(channel)
    event |= {"pin_count": str(len(channel.pins)), "has_pins": bool(channel.pins)}
    ws.emit({"type": "pin_removed", "user": user, **event}, channel)


def item(ws: Workspace, channel: Channel, message: Json, made: Json) -> Json:
    """A pinned message as `pins.list` and the events name it."""
    return {
        "type": "message",
        "channel": channel.id,
        "created": made["created"],
        "created_by": made["user"],
        "message": {**message, "permalink": permalink(ws, channel, message)},
    }


def _event(ws: Workspace, channel: Channel, message: Json, made: Json) -> Json:
    return {
        "channel_id": channel.id,
        "item": item(ws, channel, message, made),
        "item_user": message.get("user"),
        "pin_count": str(len(channel.pins)),
        "pinned_info": {
            "channel": channel.id,
            "pinned_by": made["user"],
            "pinned_ts": made["created"],
        },
        "event_ts": ws.clock.ts(),
    }
