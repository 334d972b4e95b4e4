"""Add a note: the form."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import note
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return Open(note.view(ask.the_incident))


ACTION = Action(action_id="incident_note", run=run, needs_incident=True)
