"""`/incident resolve [id] [what fixed it]`: at once with words, else a form."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import replies
from bot.modals import resolve
from bot.registry import Command
from incidents.response import services as response


def run(ask: Ask) -> Answer:
    if not ask.words:
        return resolve.opened(ask.the_incident)
    incident = response.resolve(
        incident=ask.the_incident, by=ask.person, now=ask.now, reason=ask.words
    )
    return replies.resolved(incident)


COMMAND = Command(
    verb="resolve",
    usage="[id] [what fixed it]",
    help="It is over, for example `resolve rolled back the release`",
    run=run,
    aliases=("resolved", "fixed", "done"),
    needs_incident=True,
    rank=13,
)
