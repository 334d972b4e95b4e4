"""The one message of an alert-born incident, in its team's channel, or in the next one
that Slack lets us post in; it is taken back once the incident is private.
"""

from bot import postings
from bot.messages.alerts import message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from bot.slack import SlackRefused
from bot.withdrawing import withdraw
from incidents.alerts import showing
from incidents.alerts.models import IncidentRoute
from incidents.alerts.showing import Place
from incidents.outbox.values import ProviderError
from incidents.record import effects, queries
from incidents.record.models import Incident

# What Slack says of a channel that takes no post of ours. Source: the error table of
# chat.postMessage.
CLOSED = {
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "restricted_action",
    "restricted_action_read_only_channel",
}


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    route = showing.route_of(incident)
    if route is None:  # a person declared it, and alerts joined it since
        return postings.nothing
    refused: SlackRefused | None = None
    for place in showing.places(incident, route):
        try:
            return _show(sending, incident, place, route)
        except SlackRefused as error:
            if error.code not in CLOSED:
                raise
            refused = error
    if refused is not None:
        raise refused
    return _nowhere(sending, incident, route)


def _show(
    sending: Sending, incident: Incident, place: Place, route: IncidentRoute
) -> Receipt:
    channel = place.channel.slack_id if place.channel else ""
    if sending.in_doubt:
        _join(sending, channel)
    elif not postings.is_there(sending):
        sending.await_turn("chat.postMessage", channel=channel)
    shown = message(incident, showing.shown(incident, route=route), note=place.note)
    return postings.show(sending, shown, channel=channel)


def _nowhere(sending: Sending, incident: Incident, route: IncidentRoute) -> Receipt:
    """A private one is shown nowhere; else somebody has to say where."""
    given = route.channel.slack_id if route.channel else ""
    if incident.is_private:
        return withdraw(sending, channel=given)
    team = f"Team {route.team.name} has" if route.team else "There is"
    raise ProviderError(
        f"{incident.reference} has no channel to be shown in. {team} none that is "
        "live, and no catch-all team has one: set it under Services, Teams' routes in "
        "the back-office, then retry.",
        permanent=True,
    )


def _join(sending: Sending, channel: str) -> None:
    """Any public channel takes a post, and shows its history to members alone."""
    try:
        sending.call("conversations.join", channel=channel)
    except SlackRefused as error:
        if error.code != "method_not_supported_for_channel_type":  # a private one
            raise


EFFECT = EffectHandler(kind=effects.ALERTS, send=send)
