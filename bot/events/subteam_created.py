"""A user group was made."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(name="subteam_created", handle=heard.group, tells_of_slack=True)
