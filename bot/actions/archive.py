"""Archive the channel now, or keep it open."""

from bot.answers import Answer
from bot.asks import Ask
from bot.commands import archive
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return archive.carry_out(ask, ask.value)


ACTION = Action(action_id="incident_archive", run=run, needs_incident=True)
