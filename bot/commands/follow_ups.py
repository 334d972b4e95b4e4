"""`/incident follow-ups [id]`: what is to be done, to tick off and to change."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import follow_ups
from bot.registry import Command


def run(ask: Ask) -> Answer:
    return Open(follow_ups.loaded(ask))


COMMAND = Command(
    verb="follow-ups",
    usage="[id]",
    help="Show what is to be done, to tick off, hand on or change",
    run=run,
    aliases=("followups", "todos"),
    needs_incident=True,
    rank=34,
)
