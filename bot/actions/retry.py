"""Retry: try again what is stuck about the incident."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import replies
from bot.registry import Action
from incidents.response import services as response


def run(ask: Ask) -> Answer:
    incident = ask.the_incident
    count = response.retry(incident=incident, by=ask.person, now=ask.now)
    return replies.retried(incident, count=count)


ACTION = Action(action_id="incident_retry", run=run, needs_incident=True)
