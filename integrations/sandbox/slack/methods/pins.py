"""pins.add, pins.list, pins.remove."""

from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import SYSTEM_SUBTYPES, Channel
from integrations.sandbox.world.messages import system

MOST_PINS = 100
"""Pins of one channel. Source: slack.com/help, "Pin messages and bookmark links"."""


def _message(call: Call, channel: Channel) -> Json:
    ts = call.args.get("timestamp")
    if not ts:
        raise SlackError("no_item_specified")
    message = channel.messages.get(ts)
    if message is None:
        raise SlackError("message_not_found")
    return message


def _pinned(channel: Channel, ts: str) -> bool:
    return any(pin["ts"] == ts for pin in channel.pins)


@method("pins.add")
def add(call: Call) -> Json:
    """Pin a message; Slack says so in the channel."""
    call.scoped("pins:write")
    channel = call.member_channel()
    message = _message(call, channel)
    if message.get("subtype") in SYSTEM_SUBTYPES:
        raise SlackError("not_pinnable")
    if _pinned(channel, message["ts"]):
        raise SlackError("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise SlackError("too_many_pins")
    created = int(call.ws.clock.now())
    channel.pins.append({"ts": message["ts"], "user": call.ws.bot, "created": created})
    message["pinned_to"] = [channel.id]
    text = "pinned a message to this channel."
    system(call.ws, channel, "pinned_item", call.ws.bot, text)
    return {"ok": True}


@method("pins.remove")
def remove(call: Call) -> Json:
    """Take a pin off."""
    call.scoped("pins:write")
    channel = call.member_channel()
    message = _message(call, channel)
    if not _pinned(channel, message["ts"]):
        raise SlackError("no_pin")
    channel.pins = [pin for pin in channel.pins if pin["ts"] != message["ts"]]
    message.pop("pinned_to", None)
    call.ws.touch_channel(channel)
    return {"ok": True}


@method("pins.list")
def pins_list(call: Call) -> Json:
    """What is pinned, newest pin first."""
    call.scoped("pins:read")
    channel = call.channel()
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "created": pin["created"],
            "created_by": pin["user"],
            "message": channel.messages[pin["ts"]],
        }
        for pin in reversed(channel.pins)
    ]
    return {"ok": True, "items": items}
