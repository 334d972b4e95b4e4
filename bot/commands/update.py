"""`/incident update [id] [text]`: published at once with words, else a form."""

from bot.answers import Answer, Done, Open
from bot.asks import Ask
from bot.messages import replies
from bot.modals import update
from bot.registry import Command
from incidents.lifecycle import services as lifecycle


def run(ask: Ask) -> Answer:
    incident = ask.the_incident
    if not ask.words:
        return Open(update.view(incident))
    incident = lifecycle.update(
        incident=incident, text=ask.words, by=ask.person, now=ask.now
    )
    return Done() if ask.here == incident else replies.updated(incident)


COMMAND = Command(
    verb="update",
    usage="[id] [text]",
    help="Tell how it stands, for example `update failover is done, watching`",
    run=run,
    aliases=("up", "tell"),
    needs_incident=True,
    rank=10,
)
