"""`/incident close [id] [why]`: nothing is left to do."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import replies
from bot.registry import Command
from incidents.lifecycle import services as lifecycle


def run(ask: Ask) -> Answer:
    incident = lifecycle.close(
        incident=ask.the_incident, by=ask.person, now=ask.now, reason=ask.words
    )
    return replies.closed(incident)


COMMAND = Command(
    verb="close",
    usage="[id] [why]",
    help="Nothing is left to do after it was resolved",
    run=run,
    aliases=("closed",),
    needs_incident=True,
    rank=21,
)
