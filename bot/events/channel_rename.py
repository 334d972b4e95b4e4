"""A public channel has another name."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(name="channel_rename", handle=heard.renamed, tells_of_slack=True)
