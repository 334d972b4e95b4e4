"""A private channel was deleted: nothing can be posted there."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(name="group_deleted", handle=heard.archived, tells_of_slack=True)
