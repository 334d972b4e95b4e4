"""Global and message shortcuts.

Source: docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
"""

from integrations.sandbox.delivery import payloads
from integrations.sandbox.delivery.dispatcher import Delivery
from integrations.sandbox.delivery.interactions import TROUBLE
from integrations.sandbox.delivery.payloads import Press
from integrations.sandbox.delivery.reply import Reply
from integrations.sandbox.hub import Hub
from integrations.sandbox.world import modals


def knows(hub: Hub, callback_id: str, kind: str) -> bool:
    """Whether the manifest has this shortcut; without a manifest, any is known.

    `kind` is global or message.
    """
    if hub.ws.manifest is None:
        return True
    shortcuts = hub.ws.manifest.get("features", {}).get("shortcuts", [])
    return any(
        row["callback_id"] == callback_id and row["type"] == kind for row in shortcuts
    )


async def run_global(hub: Hub, user: str, callback_id: str) -> Reply:
    """A shortcut from the search bar or the + menu: it knows no channel."""
    payload = payloads.shortcut(hub.ws, user, callback_id)
    payload["trigger_id"] = hub.triggers.issue(user)
    match = {"user": user, "callback_id": callback_id}
    return await _send(hub, user, Delivery("shortcut", payload, match=match))


async def run_on_message(hub: Hub, press: Press, callback_id: str) -> Reply:
    """A shortcut from a message's own menu. The app need not be in the channel."""
    user, channel = press.user, press.channel
    payload = payloads.message_shortcut(hub.ws, press, callback_id)
    payload["trigger_id"] = hub.triggers.issue(user)
    token = hub.response_urls.issue(user, channel.id)
    payload["response_url"] = f"{hub.base_url}/response/{token}"
    match = {"user": user, "channel": channel.id, "callback_id": callback_id}
    return await _send(hub, user, Delivery("message_action", payload, match=match))


async def _send(hub: Hub, user: str, delivery: Delivery) -> Reply:
    reply = await hub.dispatcher.send(delivery)
    if not reply.ok:
        channel = delivery.payload.get("channel", {}).get("id")
        modals.add_notice(hub.ws, user, TROUBLE, channel=channel)
    return reply
