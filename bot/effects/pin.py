"""Pin the card."""

from bot import postings
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from bot.slack import SlackRefused
from incidents.outbox import queries
from incidents.outbox.values import ProviderError


def send(sending: Sending) -> Receipt:
    posting = queries.posting(f"card:{sending.incident_id}")
    if posting is None:  # the card had no channel yet; it has one now
        raise ProviderError("The card is not shown yet.", retry_after=2.0)
    try:
        sending.call("pins.add", channel=posting.channel, timestamp=posting.ts)
    except SlackRefused as error:
        if error.code != "already_pinned":
            raise
    return postings.nothing


EFFECT = EffectHandler(kind="pin", send=send)
