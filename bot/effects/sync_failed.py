"""An admin is told directly that Muster cannot read from Slack, and what to do."""

from bot import postings, registry
from bot.messages.sync_failed import sync_failed
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.channels import syncing


def send(sending: Sending) -> Receipt:
    """Nothing for who is no admin any more, or when it was read meanwhile."""
    person = int(sending.args["person"])
    run = syncing.latest().get(str(sending.args["name"]))
    sync = registry.syncs().get(str(sending.args["name"]))
    user = channels.slack_ids(syncing.admins()).get(person)
    if sync and user and run is not None and run.state == run.State.FAILED:
        postings.post(sending, sync_failed(sync.title, run.error), channel=user)
    return postings.nothing


EFFECT = EffectHandler(kind="sync_failed", send=send)
