"""A public channel is back."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(name="channel_unarchive", handle=heard.unarchived, tells_of_slack=True)
