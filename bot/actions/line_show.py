"""Show a hidden line of the timeline again."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages.timeline import shown_again
from bot.registry import Action
from incidents.record import timeline


def run(ask: Ask) -> Answer:
    entry = timeline.unhide(
        incident=ask.the_incident, entry_id=int(ask.value), by=ask.person, now=ask.now
    )
    return shown_again(ask.the_incident, entry)


ACTION = Action(action_id="incident_line_show", run=run, needs_incident=True)
