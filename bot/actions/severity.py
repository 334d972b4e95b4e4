"""A severity chosen in a menu, or the button that opens the form of choices."""

from bot.answers import Answer, Done, Open
from bot.asks import Ask
from bot.modals import severity
from bot.registry import Action
from incidents.lifecycle import services as lifecycle


def run(ask: Ask) -> Answer:
    if not ask.value:
        return Open(severity.view(ask.the_incident))
    lifecycle.change_severity(
        incident=ask.the_incident, severity=ask.value, by=ask.person, now=ask.now
    )
    return Done()


ACTION = Action(action_id="incident_severity", run=run, needs_incident=True)
