"""`/incident update [id] [text]`: published at once with words, else a form."""

from bot.answers import Answer, Done
from bot.asks import Ask
from bot.messages import replies
from bot.modals import update
from bot.registry import Command
from incidents.response.updating import publish_update
from incidents.updates.values import Update


def run(ask: Ask) -> Answer:
    incident = ask.the_incident
    if not ask.words:
        return update.opened(incident, person=ask.person)
    incident = publish_update(
        incident=incident, update=Update(text=ask.words), by=ask.person, now=ask.now
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
