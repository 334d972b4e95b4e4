"""The last such reaction taken back takes the message off the timeline."""

from typing import Any

from django.conf import settings

from bot.reading import plain_emoji
from bot.registry import Event
from incidents.record import timeline


def handle(event: dict[str, Any]) -> None:
    item = event.get("item") or {}
    emoji = plain_emoji(str(event.get("reaction", "")))
    if item.get("type") == "message" and emoji in settings.SLACK_TIMELINE_EMOJI:
        timeline.marked(channel=str(item["channel"]), ts=str(item["ts"]), added=False)


EVENT = Event(name="reaction_removed", handle=handle)
