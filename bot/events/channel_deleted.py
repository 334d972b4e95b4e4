"""A public channel was deleted: nothing can be posted there."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(name="channel_deleted", handle=heard.archived, tells_of_slack=True)
