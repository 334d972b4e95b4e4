"""Snooze for longer: a second button of a message needs an id of its own."""

from bot.actions import snooze
from bot.registry import Action

ACTION = Action(action_id="incident_snooze_hour", run=snooze.run, needs_incident=True)
