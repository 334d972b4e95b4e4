"""Follow: the form that asks how, or at once where there is nothing to choose."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import follow
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return follow.opened(ask.the_incident, ask.person)


ACTION = Action(action_id="incident_follow", run=run, needs_incident=True)
