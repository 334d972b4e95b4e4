"""Decline: the form that asks why."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import decline
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return decline.opened(ask.the_incident, person=ask.person)


ACTION = Action(action_id="incident_decline", run=run, needs_incident=True)
