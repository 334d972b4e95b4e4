"""`/incident list`: what is open, as far as the person may know of it."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages.listing import SHOWN, listing
from bot.registry import Command
from incidents.record import queries as record


def run(ask: Ask) -> Answer:
    found = record.open_incidents(by=ask.person)
    shown = list(found[: SHOWN + 1])
    total = len(shown) if len(shown) <= SHOWN else found.count()
    return listing(shown[:SHOWN], total=total, now=ask.now)


COMMAND = Command(
    verb="list",
    usage="",
    help="Show the open incidents, the worst first",
    run=run,
    aliases=("ls", "all"),
    rank=2,
)
