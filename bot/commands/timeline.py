"""`/incident timeline [id]`: the last lines, each with a button that mends it."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages.timeline import SHOWN, listing
from bot.registry import Command
from incidents.record import queries


def run(ask: Ask) -> Answer:
    lines = queries.timeline(ask.the_incident)
    last = list(lines.order_by("-at", "-pk")[: SHOWN + 1])
    total = len(last) if len(last) <= SHOWN else lines.count()
    return listing(ask.the_incident, last[:SHOWN][::-1], total=total)


COMMAND = Command(
    verb="timeline",
    usage="[id]",
    help="Show what happened, and mend or hide a line",
    run=run,
    aliases=("history",),
    needs_incident=True,
    reads=True,
    rank=31,
)
