"""An admin is told directly what of Muster does not work, or works again."""

from bot import postings
from bot.messages.audit import audit
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.auditing import queries, telling
from incidents.channels import queries as channels
from incidents.channels import syncing


def send(sending: Sending) -> Receipt:
    """Nothing for who is no admin any more or has no account in Slack."""
    person = int(sending.args["person"])
    troubles = queries.to_tell(sending.args["troubles"], str(sending.args["what"]))
    user = channels.slack_ids(syncing.admins()).get(person)
    if user and troubles:
        postings.post(sending, audit(troubles), channel=user)
    return postings.nothing


EFFECT = EffectHandler(kind=telling.TOLD, send=send)
