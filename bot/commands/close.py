"""`/incident close [id] [a last word]`: closes it, or shows what is missing."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import replies
from bot.modals import close
from bot.registry import Command
from incidents.lifecycle import services as lifecycle


def run(ask: Ask) -> Answer:
    if form := close.missing(ask):
        return form
    incident = lifecycle.close(
        incident=ask.the_incident, by=ask.person, now=ask.now, reason=ask.words
    )
    return replies.closed(incident)


COMMAND = Command(
    verb="close",
    usage="[id] [last word]",
    help="Nothing is left to do; shows what is missing until then",
    run=run,
    aliases=("closed",),
    needs_incident=True,
    rank=41,
)
