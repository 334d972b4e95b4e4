"""A user group changed, or was switched off."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(name="subteam_updated", handle=heard.group, tells_of_slack=True)
