"""A status chosen in a menu, or the button that opens the form of choices."""

from bot.answers import Answer, Done
from bot.asks import Ask
from bot.modals import status
from bot.registry import Action
from incidents.lifecycle import services as lifecycle
from incidents.values import Status


def run(ask: Ask) -> Answer:
    if not ask.value:
        return status.opened(ask.the_incident)
    lifecycle.change_status(
        incident=ask.the_incident,
        wanted=Status(ask.value),
        by=ask.person,
        now=ask.now,
    )
    return Done()


ACTION = Action(action_id="incident_status", run=run, needs_incident=True)
