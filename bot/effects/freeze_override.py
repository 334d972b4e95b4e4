"""Somebody deploys although it is frozen: told under the freeze."""

from bot import postings
from bot.messages.freeze import override_message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.freezes.models import FreezeOverride
from incidents.outbox import queries as outbox


def send(sending: Sending) -> Receipt:
    made = FreezeOverride.objects.select_related("by").get(pk=sending.args["override"])
    posting = outbox.posting(f"freeze:{made.freeze_id}")
    if posting is not None:
        message = override_message(
            by=made.by.name, scope=made.scope, reason=made.reason, until=made.until
        )
        postings.post(sending, message, channel=posting.channel, thread_ts=posting.ts)
    return postings.nothing


EFFECT = EffectHandler(kind="freeze_override", send=send)
