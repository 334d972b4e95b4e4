"""What an act answers: the app's acknowledgement, or nothing if nobody waits."""

from collections.abc import Coroutine
from typing import Any

from integrations.sandbox.delivery.reply import Reply
from integrations.sandbox.hub import Hub
from integrations.sandbox.types import Json


async def finish(hub: Hub, body: Json, work: Coroutine[Any, Any, Reply | None]) -> Json:
    """Wait for the app's answer, or do not, as the request says."""
    if body.get("wait", True) is False:
        hub.spawn(work)
        return {"ok": True}
    # Shielded: the app's answer counts even if whoever asked has gone.
    reply = await hub.spawn(work)
    return reply.report() if reply else {"ok": True}
