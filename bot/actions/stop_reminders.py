"""No more reminders of the update that is late."""

from bot.answers import Answer, Done
from bot.asks import Ask
from bot.registry import Action
from incidents.updates import reminding


def run(ask: Ask) -> Answer:
    reminding.stop(incident=ask.the_incident, by=ask.person, now=ask.now)
    return Done()


ACTION = Action(action_id="incident_stop_reminders", run=run, needs_incident=True)
