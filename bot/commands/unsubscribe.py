"""`/incident unsubscribe [id]`: follows it no more."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import follows
from bot.registry import Command
from incidents.updates import following


def run(ask: Ask) -> Answer:
    following.unsubscribe(incident=ask.the_incident, by=ask.person)
    return follows.ended(ask.the_incident)


COMMAND = Command(
    verb="unsubscribe",
    usage="[id]",
    help="Be told of its updates no more",
    run=run,
    aliases=("unfollow", "unwatch"),
    needs_incident=True,
    rank=25,
)
