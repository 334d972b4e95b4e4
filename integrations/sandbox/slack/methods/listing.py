"""conversations.list, conversations.info, conversations.members."""

from integrations.sandbox.slack.cursors import page
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.slack.shapes import channel_json
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel

# The value of `types`, the conversation's kind, and the scope that reads it.
TYPES = {
    "public_channel": ("channel", "channels:read"),
    "private_channel": ("group", "groups:read"),
    "im": ("im", "im:read"),
    "mpim": ("mpim", "mpim:read"),
}
READ_SCOPE = dict(TYPES.values())


def of_types(call: Call) -> list[Channel]:
    """The conversations of the `types` asked for that the bot may see."""
    wanted = str(call.args.get("types") or "public_channel").replace(" ", "").split(",")
    if any(name not in TYPES for name in wanted):
        raise SlackError("invalid_types")
    kinds = {TYPES[name][0] for name in wanted}
    for name in wanted:
        call.scoped(TYPES[name][1])
    hide_archived = call.args.get("exclude_archived", False)
    return [
        channel
        for channel in call.ws.channels.values()
        if channel.kind in kinds
        and channel.visible_to(call.identity.user)
        and not (hide_archived and channel.is_archived)
    ]


@method("conversations.list")
def conversations_list(call: Call) -> Json:
    """Conversations, page by page."""
    rows, more = page(of_types(call), call.args, default=100, most=1000)
    shapes = [
        channel_json(call.ws, channel) | {"num_members": len(channel.members)}
        for channel in rows
    ]
    return {"ok": True, "channels": shapes, "response_metadata": more}


@method("conversations.info")
def conversations_info(call: Call) -> Json:
    """One conversation."""
    channel = call.channel()
    call.scoped(READ_SCOPE[channel.kind])
    shape = channel_json(call.ws, channel)
    if call.args.get("include_num_members"):
        shape["num_members"] = len(channel.members)
    return {"ok": True, "channel": shape}


@method("conversations.members")
def conversations_members(call: Call) -> Json:
    """Who is in it."""
    channel = call.channel()
    call.scoped(READ_SCOPE[channel.kind])
    rows, more = page(channel.members, call.args, default=100, most=1000)
    return {"ok": True, "members": rows, "response_metadata": more}
