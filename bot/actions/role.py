"""Roles: who has which, and a form to assign them."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import role
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return role.opened(ask.the_incident, person=ask.person)


ACTION = Action(action_id="incident_role", run=run, needs_incident=True)
