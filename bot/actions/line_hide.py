"""Undo a note, or hide another line of the timeline."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages.timeline import hidden
from bot.registry import Action
from incidents.record import timeline


def run(ask: Ask) -> Answer:
    entry = timeline.hide(
        incident=ask.the_incident, entry_id=int(ask.value), by=ask.person, now=ask.now
    )
    return hidden(ask.the_incident, entry)


ACTION = Action(action_id="incident_line_hide", run=run, needs_incident=True)
