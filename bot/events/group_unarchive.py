"""A private channel is back."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(name="group_unarchive", handle=heard.unarchived, tells_of_slack=True)
