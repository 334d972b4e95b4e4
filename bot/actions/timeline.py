"""Timeline: the last lines."""

from bot.commands import timeline
from bot.registry import Action

ACTION = Action(action_id="incident_timeline", run=timeline.run, needs_incident=True)
