"""A line of the timeline, posted in the incident's channel."""

from bot import postings
from bot.messages.entry import entry_message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    if incident.is_put_away:
        return postings.nothing
    entry = queries.entry(sending.args["entry"])
    message = entry_message(incident, entry, sending.args["message"])
    postings.post(sending, message, channel=incident.channel_slack_id)
    return postings.nothing


EFFECT = EffectHandler(kind="post", send=send)
