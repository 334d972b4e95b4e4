"""`/incident list`: what is open, as far as the person may know of it."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages.listing import SHOWN, listing
from bot.registry import Command
from incidents.record import queries as record


def run(ask: Ask) -> Answer:
    return page(ask, start=0)


def page(ask: Ask, *, start: int) -> Answer:
    """The incidents from this place of the list on; the last page when there are no
    more so far down.
    """
    if start == 0:
        shown = record.worst_open(by=ask.person, count=SHOWN + 1)
        if len(shown) <= SHOWN:
            return listing(shown, total=len(shown), now=ask.now)
    found = record.open_incidents(by=ask.person)
    shown = list(found[start : start + SHOWN])
    total = found.count()
    if not shown and total:
        start = (total - 1) // SHOWN * SHOWN
        shown = list(found[start : start + SHOWN])
    return listing(shown, total=total, now=ask.now, start=start)


COMMAND = Command(
    verb="list",
    usage="",
    help="Show the open incidents, the worst first",
    run=run,
    aliases=("ls", "all"),
    reads=True,
    rank=2,
)
