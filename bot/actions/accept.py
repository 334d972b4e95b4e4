"""Accept: it is real, and who pressed looks into it."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import triage as told
from bot.registry import Action
from incidents.response import verbs


def run(ask: Ask) -> Answer:
    incident = verbs.accept(incident=ask.the_incident, by=ask.person, now=ask.now)
    return told.accepted(incident)


ACTION = Action(action_id="incident_accept", run=run, needs_incident=True)
