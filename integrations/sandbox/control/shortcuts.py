"""What a person calls from Slack's own menus: shortcuts, and options as they type."""

from integrations.sandbox.control import lookup
from integrations.sandbox.control.answers import finish
from integrations.sandbox.control.containers import Container, container_of
from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.control.inputs import block_of, fill_in, pressed
from integrations.sandbox.delivery import payloads, shortcuts, suggestions
from integrations.sandbox.delivery.payloads import Press
from integrations.sandbox.hub import Hub
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import SYSTEM_SUBTYPES


async def shortcut(hub: Hub, body: Json) -> Json:
    """Run a global shortcut of the app."""
    user = lookup.person(hub.ws, body)
    callback_id = _known(hub, body, "global")
    return await finish(hub, body, shortcuts.run_global(hub, user.id, callback_id))


async def message_action(hub: Hub, body: Json) -> Json:
    """Run a message shortcut of the app on a message."""
    user = lookup.person(hub.ws, body)
    channel = lookup.channel(hub.ws, body, user)
    message = channel.messages.get(lookup.text(body, "ts"))
    if message is None:
        raise ControlError("message_not_found", status=404)
    if message.get("subtype") in SYSTEM_SUBTYPES:
        raise ControlError("Slack's own messages have no shortcuts")
    callback_id = _known(hub, body, "message")
    press = Press(user=user.id, channel=channel, message=message, values={})
    work = shortcuts.run_on_message(hub, press, callback_id)
    return await finish(hub, body, work)


def _known(hub: Hub, body: Json, kind: str) -> str:
    callback_id = lookup.text(body, "callback_id")
    if not shortcuts.knows(hub, callback_id, kind):
        raise ControlError(f"no such {kind} shortcut: {callback_id}", status=404)
    return callback_id


async def suggest(hub: Hub, body: Json) -> Json:
    """Type into an external menu; answers the options it then shows."""
    user = lookup.person(hub.ws, body)
    container = container_of(hub, body, user)
    element = pressed(container.blocks, body.get("block_id"), body.get("action_id"))
    if element is None or not element["type"].endswith("external_select"):
        words = f"no external menu {body.get('block_id')}/{body.get('action_id')}"
        raise ControlError(words, status=404)
    typed = lookup.text(body, "value", "")
    if not suggestions.long_enough(element, typed):
        return {"ok": True, "options": []}
    payload = _payload(hub, body, container) | {
        "action_id": element["action_id"],
        "block_id": block_of(container.blocks, element),
        "value": typed,
    }
    reply, found = await suggestions.suggest(hub, payload, element)
    answer = {**reply.report(), **found}
    return answer | ({"ok": False} if "messages" in found else {})


def _payload(hub: Hub, body: Json, container: Container) -> Json:
    if container.view:
        fill_in(container.view, body.get("values") or {}, container.choices)
        return payloads.view_suggestion(hub.ws, container.view)
    if container.press is None:
        raise ControlError("container is required")
    return payloads.message_suggestion(hub.ws, container.press)
