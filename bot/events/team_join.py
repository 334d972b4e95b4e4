"""Somebody joined the workspace."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(name="team_join", handle=heard.user, tells_of_slack=True)
