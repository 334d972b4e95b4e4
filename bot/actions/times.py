"""Times: the form that mends when it reached what."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import times
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return times.opened(ask.the_incident)


ACTION = Action(action_id="incident_times", run=run, needs_incident=True)
