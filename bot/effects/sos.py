"""A call for help: posted once, in a channel of helpers or the incident's own."""

from bot import postings
from bot.messages import sos
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from bot.slack import SlackRefused
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    elsewhere = str(sending.args["channel"])
    if elsewhere and incident.is_private:  # it was made private since
        return postings.nothing
    message = sos.message(
        incident,
        queries.entry(sending.args["entry"]),
        group=str(sending.args["group"]),
        elsewhere=bool(elsewhere),
    )
    channel = elsewhere or incident.channel_slack_id
    if elsewhere and sending.in_doubt:
        _join(sending, elsewhere)
    postings.post(sending, message, channel=channel)
    return postings.nothing


def _join(sending: Sending, channel: str) -> None:
    """Anybody's public channel takes a post, and shows its history to members alone."""
    try:
        sending.call("conversations.join", channel=channel)
    except SlackRefused as error:
        if error.code != "method_not_supported_for_channel_type":  # a private one
            raise


EFFECT = EffectHandler(kind="sos", send=send)
