"""Update: the form that tells how it stands."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import update
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return Open(update.view(ask.the_incident))


ACTION = Action(action_id="incident_update", run=run, needs_incident=True)
