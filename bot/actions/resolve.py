"""Resolve: the form that asks what fixed it."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import resolve
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return resolve.opened(ask.the_incident)


ACTION = Action(action_id="incident_resolve", run=run, needs_incident=True)
