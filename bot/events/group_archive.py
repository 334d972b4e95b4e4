"""A private channel was archived."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(name="group_archive", handle=heard.archived, tells_of_slack=True)
