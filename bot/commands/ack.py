"""`/incident ack [id]`: you have it, and nobody else is paged."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import paging as told
from bot.registry import Command
from incidents.response import paging


def run(ask: Ask) -> Answer:
    incident = paging.acknowledge(incident=ask.the_incident, by=ask.person, now=ask.now)
    return told.acknowledged(incident, you=incident.acknowledged_by == ask.person)


COMMAND = Command(
    verb="ack",
    usage="[id]",
    help="You have it: nobody else is paged; what is in triage is accepted",
    run=run,
    aliases=("acknowledge",),
    needs_incident=True,
    rank=15,
)
