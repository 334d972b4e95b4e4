"""A slash command: to the app, and what its answer shows."""

from integrations.sandbox.delivery.dispatcher import Delivery
from integrations.sandbox.delivery.payloads import Typed, command
from integrations.sandbox.delivery.posting import post_answer
from integrations.sandbox.delivery.reply import Reply
from integrations.sandbox.hub import Hub
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.types import Json
from integrations.sandbox.world.modals import add_notice


def knows(hub: Hub, name: str) -> bool:
    """Whether the manifest has this command; without a manifest, any is known."""
    manifest = hub.ws.manifest
    if manifest is None:
        return True
    commands = manifest.get("features", {}).get("slash_commands", [])
    return any(row["command"] == name for row in commands)


async def run_command(hub: Hub, typed: Typed) -> Reply:
    """Deliver a command and show the answer, or Slack's words for there being none."""
    token = hub.response_urls.issue(typed.user, typed.channel.id)
    fields = command(
        hub.ws,
        typed,
        response_url=f"{hub.base_url}/response/{token}",
        trigger_id=hub.triggers.issue(typed.user),
    )
    match: Json = {
        "user": typed.user,
        "channel": typed.channel.id,
        "command": typed.command,
        "text": typed.text,
    }
    reply = await hub.dispatcher.send(Delivery("command", fields, match=match))
    error = reply.error or _show(hub, typed, reply, token)
    if error:
        # The words are Slack's own, as people quote them.
        text = f'{typed.command} failed with the error "{error}"'
        add_notice(hub.ws, typed.user, text, channel=typed.channel.id)
    return reply


def _show(hub: Hub, typed: Typed, reply: Reply, token: str) -> str | None:
    if not reply.text.strip():
        return None
    content = reply.json_object() or {"text": reply.text}
    if not content.get("text") and not content.get("blocks"):
        return None
    url = hub.response_urls.peek(token)
    try:
        post_answer(hub.ws, url, content)
    except SlackError:
        return "invalid_command_response"
    return None
