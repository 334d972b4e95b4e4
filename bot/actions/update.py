"""Update: the form that tells how it stands."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import update
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return update.opened(ask.the_incident, person=ask.person)


ACTION = Action(action_id="incident_update", run=run, needs_incident=True)
