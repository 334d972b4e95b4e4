"""Call for help: the form."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import sos
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return Open(sos.view(ask.the_incident))


ACTION = Action(action_id="incident_sos", run=run, needs_incident=True)
