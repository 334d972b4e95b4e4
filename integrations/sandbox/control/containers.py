"""Where an element was used: in an open view, or in a message."""

from dataclasses import dataclass

from integrations.sandbox.control import lookup
from integrations.sandbox.control.choices import Choices
from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.delivery.payloads import Press
from integrations.sandbox.delivery.posting import find_message
from integrations.sandbox.hub import Hub
from integrations.sandbox.types import Json
from integrations.sandbox.world.people import User
from integrations.sandbox.world.views import View


@dataclass(frozen=True, kw_only=True)
class Container:
    """Either a view or a message (as a Press), and what may be chosen in it."""

    blocks: list[Json]
    choices: Choices
    view: View | None = None
    press: Press | None = None


def container_of(hub: Hub, body: Json, user: User) -> Container:
    """What `container` names. Raises ControlError."""
    given = body.get("container")
    if not isinstance(given, dict):
        raise ControlError("container is required")
    if given.get("type") == "view":
        view = lookup.open_view(hub.ws, given, user)
        choices = Choices(hub, user.id, view.id)
        return Container(blocks=view.blocks, choices=choices, view=view)
    channel = lookup.channel(hub.ws, given, user)
    message = find_message(channel, user.id, lookup.text(given, "ts"))
    if message is None:
        raise ControlError("message_not_found", status=404)
    press = Press(
        user=user.id,
        channel=channel,
        message=message,
        values=body.get("values") or {},
    )
    return Container(
        blocks=message.get("blocks") or [],
        choices=Choices(hub, user.id, message["ts"]),
        press=press,
    )
