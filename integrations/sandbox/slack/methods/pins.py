"""pins.add, pins.list, pins.remove."""

from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.pinning import check_pinnable, check_pinned
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.types import Json
from integrations.sandbox.world import pins
from integrations.sandbox.world.channels import Channel


def _message(call: Call, channel: Channel) -> Json:
    ts = call.args.get("timestamp")
    if not ts:
        raise SlackError("no_item_specified")
    message = channel.messages.get(ts)
    if message is None:
        raise SlackError("message_not_found")
    return message


@method("pins.add")
def add(call: Call) -> Json:
    """Pin a message; Slack says so in the channel."""
    call.scoped("pins:write")
    channel = call.member_channel()
    message = _message(call, channel)
    check_pinnable(channel, message)
    pins.pin(call.ws, channel, message, call.ws.bot)
    return {"ok": True}


@method("pins.remove")
def remove(call: Call) -> Json:
    """Take a pin off."""
    call.scoped("pins:write")
    channel = call.member_channel()
    message = _message(call, channel)
    check_pinned(channel, message)
    pins.unpin(call.ws, channel, message, call.ws.bot)
    return {"ok": True}


@method("pins.list")
def pins_list(call: Call) -> Json:
    """What is pinned, newest pin first."""
    call.scoped("pins:read")
    channel = call.channel()
    items = [
        pins.item(call.ws, channel, channel.messages[pin["ts"]], pin)
        for pin in reversed(channel.pins)
    ]
    return {"ok": True, "items": items}
