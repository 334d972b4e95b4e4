"""Why: what was decided about an incident's alerts."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import alerts_why
from bot.registry import Action
from incidents.response import alerts


def run(ask: Ask) -> Answer:
    return alerts_why.said(alerts.why(incident=ask.the_incident, by=ask.person))


ACTION = Action(action_id="alerts_why", run=run, needs_incident=True)
