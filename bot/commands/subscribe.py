"""`/incident subscribe [id] [dm|email]`: follows an incident, or asks how."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import follow
from bot.registry import Command
from incidents.updates.models import Subscription

Way = Subscription.Way
SAID = {"slack": Way.DM, "e-mail": Way.EMAIL, "mail": Way.EMAIL}


def run(ask: Ask) -> Answer:
    said = ask.words.lower()
    if not said:
        return follow.opened(ask.the_incident, ask.person)
    return follow.follow(ask.the_incident, ask.person, SAID.get(said, said))


COMMAND = Command(
    verb="subscribe",
    usage="[id] [dm | email]",
    help="Be told of each update of an incident, by Slack message or e-mail",
    run=run,
    aliases=("follow", "watch"),
    needs_incident=True,
    rank=24,
)
