"""Somebody made a public channel."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(name="channel_created", handle=heard.made, tells_of_slack=True)
