"""A line of the timeline, posted under the announcement."""

from bot import postings
from bot.messages.entry import entry_message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.outbox import queries as outbox
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    posting = outbox.posting(f"announcement:{incident.pk}")
    if posting is not None and not incident.is_private:
        entry = queries.entry(sending.args["entry"])
        message = entry_message(incident, entry, sending.args["message"])
        postings.post(sending, message, channel=posting.channel, thread_ts=posting.ts)
    return postings.nothing


EFFECT = EffectHandler(kind="thread", send=send)
