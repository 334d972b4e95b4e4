"""Make it private: the form that says what that does."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import private
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return private.opened(ask.the_incident, person=ask.person)


ACTION = Action(action_id="incident_private", run=run, needs_incident=True)
