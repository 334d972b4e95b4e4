"""The pinned card of the incident, in its channel."""

from bot import postings
from bot.messages.card import card, load
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.lifecycle import arrivals
from incidents.outbox import queries as outbox
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    if incident.channel is None or incident.is_put_away:
        return postings.nothing
    before = outbox.posting(sending.claim.key)
    message = card(incident, load(incident))
    keep = postings.show(sending, message, channel=incident.channel.slack_id)

    def receipt() -> None:
        keep()
        after = outbox.posting(sending.claim.key)
        if before is not None and after is not None and before.ts != after.ts:
            arrivals.card_moved(incident=incident)

    return receipt


EFFECT = EffectHandler(kind="card", send=send)
