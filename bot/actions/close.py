"""Close, or what is missing until then."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import replies
from bot.modals import close
from bot.registry import Action
from incidents.lifecycle import services as lifecycle


def run(ask: Ask) -> Answer:
    if form := close.missing(ask):
        return form
    incident = lifecycle.close(incident=ask.the_incident, by=ask.person, now=ask.now)
    return replies.closed(incident)


ACTION = Action(action_id="incident_close", run=run, needs_incident=True)
