"""All follow-ups: the list."""

from bot.commands import follow_ups
from bot.registry import Action

ACTION = Action(
    action_id="incident_follow_ups", run=follow_ups.run, needs_incident=True
)
