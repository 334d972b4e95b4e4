"""apps.connections.open, the way into Socket Mode; apps.manifest.export."""

import re

from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.types import Json


@method("apps.connections.open")
def connections_open(call: Call) -> Json:
    """A WebSocket address, good for one connection."""
    return {"ok": True, "url": call.new_socket_url()}


@method("apps.manifest.export")
def manifest_export(call: Call) -> Json:
    """The app's manifest as it is installed; for a configuration token alone."""
    app_id = call.args["app_id"]
    if not re.fullmatch(r"A[A-Z0-9]{8,}", app_id):
        raise SlackError("invalid_app_id")
    if app_id != call.ws.app.id:
        raise SlackError("app_not_found")
    if call.ws.manifest is None:
        raise SlackError("failed_export")
    return {"ok": True, "manifest": call.ws.manifest}
