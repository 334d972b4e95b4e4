"""Somebody's name, zone or account changed."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(name="user_change", handle=heard.user, tells_of_slack=True)
