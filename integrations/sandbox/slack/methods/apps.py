"""apps.connections.open, the way into Socket Mode."""

from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.types import Json


@method("apps.connections.open")
def connections_open(call: Call) -> Json:
    """A WebSocket address, good for one connection."""
    return {"ok": True, "url": call.new_socket_url()}
