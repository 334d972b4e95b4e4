"""`/incident swap`: opens its form."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import shift_swap
from bot.registry import Command


def run(ask: Ask) -> Answer:
    return Open(shift_swap.view(ask))


COMMAND = Command(
    verb="swap",
    usage="",
    help="Offer a shift of yours for one of somebody else",
    run=run,
    rank=26,
)
