"""A pin taken off takes the message off the timeline, without another mark."""

from typing import Any

from bot.reading import is_ours
from bot.registry import Event
from incidents.channels import queries as channels
from incidents.record import timeline


def handle(event: dict[str, Any]) -> None:
    item = event.get("item") or {}
    message = item.get("message") or {}
    workspace = channels.workspace()
    if not message or workspace is None or is_ours(message, workspace):
        return  # a file, or Muster's own card
    timeline.marked(
        channel=str(event["channel_id"]), ts=str(message["ts"]), added=False
    )


EVENT = Event(name="pin_removed", handle=handle)
