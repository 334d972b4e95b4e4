"""`/incident reopen [id] [why]`: it is not over after all; asks why if not said."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import ending
from bot.modals import reopen
from bot.registry import Command
from incidents.response import verbs


def run(ask: Ask) -> Answer:
    form = reopen.opened(ask.the_incident)
    if not ask.words:
        return form
    incident = verbs.reopen(
        incident=ask.the_incident, by=ask.person, now=ask.now, reason=ask.words
    )
    return ending.reopened(incident)


COMMAND = Command(
    verb="reopen",
    usage="[id] [why]",
    help="It is not over after all, for example `reopen it came back`",
    run=run,
    needs_incident=True,
    rank=42,
)
