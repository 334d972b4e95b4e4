"""Edit a line of the timeline: the form."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import line
from bot.registry import Action
from incidents.record import queries


def run(ask: Ask) -> Answer:
    entry = queries.line(ask.the_incident, int(ask.value))
    return Open(line.view(ask.the_incident, entry))


ACTION = Action(action_id="incident_line", run=run, needs_incident=True)
