"""Make it public: the form that says what that does."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import public
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return public.opened(ask.the_incident, person=ask.person)


ACTION = Action(action_id="incident_public", run=run, needs_incident=True)
