"""`/incident reopen [id] [why]`: it is not over after all."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import replies
from bot.registry import Command
from incidents.lifecycle import services as lifecycle


def run(ask: Ask) -> Answer:
    incident = lifecycle.reopen(
        incident=ask.the_incident, by=ask.person, now=ask.now, reason=ask.words
    )
    return replies.reopened(incident)


COMMAND = Command(
    verb="reopen",
    usage="[id] [why]",
    help="It is not over after all",
    run=run,
    needs_incident=True,
    rank=22,
)
