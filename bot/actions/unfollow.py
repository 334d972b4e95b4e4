"""Stop following."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import follows
from bot.registry import Action
from incidents.updates import following


def run(ask: Ask) -> Answer:
    following.unsubscribe(incident=ask.the_incident, by=ask.person)
    return follows.ended(ask.the_incident)


ACTION = Action(action_id="incident_unfollow", run=run, needs_incident=True)
