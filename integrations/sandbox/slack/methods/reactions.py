"""reactions.add, reactions.remove, reactions.get, reactions.list."""

from integrations.sandbox.slack.cursors import page
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.reacting import check_reacted, check_reaction
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.types import Json
from integrations.sandbox.world import reactions
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.permalinks import permalink


def _item(call: Call) -> tuple[Channel, Json]:
    """The message meant; files have reactions in Slack, but not here."""
    if not call.args.get("channel") or not call.args.get("timestamp"):
        raise SlackError("no_item_specified")
    channel = call.member_channel()
    message = channel.messages.get(call.args["timestamp"])
    if message is None:
        raise SlackError("message_not_found")
    return channel, message


def _linked(call: Call, channel: Channel, message: Json) -> Json:
    return {
        "type": "message",
        "channel": channel.id,
        "message": {**message, "permalink": permalink(call.ws, channel, message)},
    }


@method("reactions.add")
def add(call: Call) -> Json:
    """React as the bot."""
    call.scoped("reactions:write")
    channel, message = _item(call)
    name, bot = call.args["name"].strip(":"), call.ws.bot
    check_reaction(channel, message, bot, name)
    reactions.react(call.ws, channel, message, bot, name)
    return {"ok": True}


@method("reactions.remove")
def remove(call: Call) -> Json:
    """Take a reaction of the bot back."""
    call.scoped("reactions:write")
    channel, message = _item(call)
    name, bot = call.args["name"].strip(":"), call.ws.bot
    check_reacted(message, bot, name)
    reactions.unreact(call.ws, channel, message, bot, name)
    return {"ok": True}


@method("reactions.get")
def get(call: Call) -> Json:
    """The reactions to one message, with the message."""
    call.scoped("reactions:read")
    channel, message = _item(call)
    return {"ok": True, **_linked(call, channel, message)}


@method("reactions.list")
def reactions_list(call: Call) -> Json:
    """What somebody (the bot unless named) reacted to, newest message first."""
    call.scoped("reactions:read")
    user = call.args.get("user") or call.ws.bot
    if user not in call.ws.users:
        raise SlackError("user_not_found")
    found = [
        _linked(call, channel, message)
        for channel in call.ws.channels.values()
        if call.ws.bot in channel.members
        for message in channel.messages.values()
        if any(user in row["users"] for row in reactions.reactions_of(message))
    ]
    found.sort(key=lambda row: str(row["message"]["ts"]), reverse=True)
    rows, more = page(found, call.args, default=100, most=1000)
    return {"ok": True, "items": rows, "response_metadata": more}
