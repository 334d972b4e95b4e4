"""Hand over the lead: the form that asks to whom."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import lead
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return Open(lead.view(ask.the_incident))


ACTION = Action(action_id="incident_lead", run=run, needs_incident=True)
