"""What fixed it: the form."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import resolution
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return Open(resolution.view(ask.the_incident))


ACTION = Action(action_id="incident_resolution", run=run, needs_incident=True)
