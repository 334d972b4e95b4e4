"""Merge: the form that asks into which one."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import merge
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return merge.opened(ask.the_incident, person=ask.person)


ACTION = Action(action_id="incident_merge", run=run, needs_incident=True)
