"""I take the lead."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import replies
from bot.registry import Action
from incidents.lifecycle import services as lifecycle


def run(ask: Ask) -> Answer:
    incident = lifecycle.assign_lead(
        incident=ask.the_incident, lead=ask.person, by=ask.person, now=ask.now
    )
    return replies.leads(incident, you=True)


ACTION = Action(action_id="incident_take_lead", run=run, needs_incident=True)
