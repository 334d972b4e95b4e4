"""The pinned card of the incident, in its channel."""

from bot import postings
from bot.messages.card import card
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    if incident.channel is None:
        return postings.nothing
    return postings.show(sending, card(incident), channel=incident.channel.slack_id)


EFFECT = EffectHandler(kind="card", send=send)
