"""`/incident decline [id] [why]`: it is nothing; without words, a form."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import triage as told
from bot.modals import decline
from bot.registry import Command
from incidents.response import verbs


def run(ask: Ask) -> Answer:
    if not ask.words:
        return decline.opened(ask.the_incident, person=ask.person)
    incident = verbs.decline(
        incident=ask.the_incident, reason=ask.words, by=ask.person, now=ask.now
    )
    return told.declined(incident)


COMMAND = Command(
    verb="decline",
    usage="[id] [why]",
    help="What is in triage is nothing, for example `decline planned work`",
    run=run,
    aliases=("reject",),
    needs_incident=True,
    rank=51,
)
