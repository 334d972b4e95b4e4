"""`/incident times [id]`: the form that mends when it reached what."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import times
from bot.registry import Command


def run(ask: Ask) -> Answer:
    return times.opened(ask.the_incident)


COMMAND = Command(
    verb="times",
    usage="[id]",
    help="Mend when it began, was fixed or was over",
    run=run,
    needs_incident=True,
    rank=32,
)
