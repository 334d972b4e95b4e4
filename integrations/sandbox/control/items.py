"""What a person does to a message: react, pin."""

from integrations.sandbox.control import lookup
from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.hub import Hub
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.pinning import check_pinnable, check_pinned
from integrations.sandbox.slack.reacting import check_reacted, check_reaction
from integrations.sandbox.types import Json
from integrations.sandbox.world import pins, reactions
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.people import User


def _message(hub: Hub, body: Json) -> tuple[User, Channel, Json]:
    """A message others see too, in a conversation this person is in."""
    user = lookup.person(hub.ws, body)
    channel = lookup.channel(hub.ws, body, user)
    message = channel.messages.get(lookup.text(body, "ts"))
    if message is None:
        raise ControlError("message_not_found", status=404)
    if channel.is_archived:
        raise ControlError("is_archived")
    if user.id not in channel.members:
        raise ControlError("not_in_channel")
    return user, channel, message


async def react(hub: Hub, body: Json) -> Json:
    """React to a message with an emoji, or take that back."""
    user, channel, message = _message(hub, body)
    name = lookup.text(body, "name").strip(":")
    try:
        if body.get("remove"):
            check_reacted(message, user.id, name)
            reactions.unreact(hub.ws, channel, message, user.id, name)
        else:
            check_reaction(channel, message, user.id, name)
            reactions.react(hub.ws, channel, message, user.id, name)
    except SlackError as error:
        raise ControlError(error.error) from error
    return {"ok": True}


async def pin(hub: Hub, body: Json) -> Json:
    """Pin a message to its channel, or take the pin off."""
    user, channel, message = _message(hub, body)
    try:
        if body.get("remove"):
            check_pinned(channel, message)
            pins.unpin(hub.ws, channel, message, user.id)
        else:
            check_pinnable(channel, message)
            pins.pin(hub.ws, channel, message, user.id)
    except SlackError as error:
        raise ControlError(error.error) from error
    return {"ok": True}
