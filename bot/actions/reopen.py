"""Reopen: the form that asks why."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import reopen
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return reopen.opened(ask.the_incident)


ACTION = Action(action_id="incident_reopen", run=run, needs_incident=True)
