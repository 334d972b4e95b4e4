"""A line of the timeline, posted in the incident's channel."""

from bot import postings
from bot.messages.entry import entry_message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    entry = queries.entry(sending.args["entry"])
    lead = channels.slack_ids([incident.lead_id] if incident.lead_id else [])
    message = entry_message(incident, entry, sending.args["message"], people=lead)
    postings.post(sending, message, channel=incident.channel_slack_id)
    return postings.nothing


EFFECT = EffectHandler(kind="post", send=send)
