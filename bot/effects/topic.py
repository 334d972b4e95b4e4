"""The topic of the incident's channel."""

from bot import postings
from bot.messages.topic import topic
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.outbox import queries as outbox
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    if incident.channel is None or incident.is_put_away:
        return postings.nothing
    text = topic(incident)
    shown = outbox.posting(sending.claim.key)
    known = shown is not None and shown.digest == postings.digest_of(text)
    if known and not sending.in_doubt:
        return postings.nothing
    channel = incident.channel.slack_id
    sending.call("conversations.setTopic", channel=channel, topic=text)
    return postings.keep(sending.claim.key, channel, "", postings.digest_of(text))


EFFECT = EffectHandler(kind="topic", send=send)
