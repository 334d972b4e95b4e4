"""A status chosen in a menu, or the button that opens the form of choices."""

from bot.answers import Answer, Done
from bot.asks import Ask
from bot.modals import ending, status
from bot.registry import Action
from incidents.response import verbs
from incidents.values import Status


def run(ask: Ask) -> Answer:
    if not ask.value:
        return status.opened(ask.the_incident)
    wanted = Status(ask.value)
    if form := ending.asked_first(ask, wanted):
        return form
    verbs.change_status(
        incident=ask.the_incident,
        wanted=wanted,
        by=ask.person,
        now=ask.now,
    )
    return Done()


ACTION = Action(action_id="incident_status", run=run, needs_incident=True)
