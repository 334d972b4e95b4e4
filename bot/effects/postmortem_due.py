"""Ask for a post-mortem that is needed and stays away: its lead directly, or in the
channel when nobody leads it any more.
"""

from bot import postings
from bot.messages import ending
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.lifecycle import reviewing
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    lead = channels.slack_ids([incident.lead_id] if incident.lead_id else [])
    where = next(iter(lead.values()), incident.channel_slack_id)
    if where and reviewing.is_awaited(incident):
        postings.post(sending, ending.due(incident), channel=where)
    return postings.nothing


EFFECT = EffectHandler(kind="postmortem_due", send=send)
