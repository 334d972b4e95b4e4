"""People came to a user group, or left it."""

from bot.registry import Event
from bot.sync import heard

EVENT = Event(
    name="subteam_members_changed", handle=heard.group_members, tells_of_slack=True
)
