"""A public channel is back: if it is an incident's, Muster goes on there."""

from typing import Any

from bot.registry import Event
from incidents.lifecycle import archiving


def handle(event: dict[str, Any]) -> None:
    archiving.unarchived(channel=str(event["channel"]))


EVENT = Event(name="channel_unarchive", handle=handle, tells_of_slack=True)
