"""`/incident public [id]`: says what that does, and asks."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import public
from bot.registry import Command


def run(ask: Ask) -> Answer:
    return public.opened(ask.the_incident, person=ask.person)


COMMAND = Command(
    verb="public",
    usage="[id]",
    help="Show a private incident to everybody; it asks first",
    run=run,
    needs_incident=True,
    rank=27,
)
