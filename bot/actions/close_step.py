"""Something that closing needs is solved where it is listed."""

from bot.answers import Answer, Refresh
from bot.asks import Ask
from bot.modals import close, close_follow_up, resolution
from bot.registry import Action
from incidents.lifecycle import reviewing
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.closing import Need
from incidents.postmortems import queries as postmortems
from incidents.postmortems import services as writing
from incidents.postmortems.models import Postmortem
from incidents.values import Severity


def run(ask: Ask) -> Answer:
    """Opens a form in the list's place, or shows the list anew. Raises Mistake."""
    incident = ask.the_incident
    if ask.value == Need.RESOLUTION:
        return Refresh(resolution.view(incident, closing=True))
    if ask.value in (Need.FOLLOW_UP, Need.OWNERS):
        return Refresh(close_follow_up.view(ask))
    if ask.value in Severity.values:
        incident = lifecycle.change_severity(
            incident=incident, severity=ask.value, by=ask.person, now=ask.now
        )
    elif ask.value == Need.POSTMORTEM:
        reviewing.start(incident=incident, by=ask.person, now=ask.now)
    elif ask.value == Need.PUBLISH:
        _publish(ask)
    return Refresh(close.loaded(ask, incident))


def _publish(ask: Ask) -> None:
    found = postmortems.of(ask.the_incident)
    if found is not None and found.status == Postmortem.Status.DRAFT:
        writing.publish(postmortem=found, by=ask.person, now=ask.now)


ACTION = Action(action_id=close.STEP, run=run, needs_incident=True)
