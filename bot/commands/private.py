"""`/incident private [id]`: says what that does, and asks."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import private
from bot.registry import Command


def run(ask: Ask) -> Answer:
    return private.opened(ask.the_incident, person=ask.person)


COMMAND = Command(
    verb="private",
    usage="[id]",
    help="Hide it from all who are not in it; it says first what that does",
    run=run,
    needs_incident=True,
    rank=26,
)
