"""`/incident cover`: opens its form."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import shift_cover
from bot.registry import Command


def run(ask: Ask) -> Answer:
    return Open(shift_cover.view(ask))


COMMAND = Command(
    verb="cover",
    usage="[@person]",
    help="Ask somebody to take a shift of yours, or a part of it",
    run=run,
    rank=25,
)
