"""`/incident accept [id]`: what a machine opened is real, and I look into it."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import triage as told
from bot.registry import Command
from incidents.response import verbs


def run(ask: Ask) -> Answer:
    incident = verbs.accept(incident=ask.the_incident, by=ask.person, now=ask.now)
    return told.accepted(incident)


COMMAND = Command(
    verb="accept",
    usage="[id]",
    help="What is in triage is real: you look into it and lead it",
    run=run,
    needs_incident=True,
    rank=50,
)
