"""A deployment freeze, announced in the channel tagged for deployments."""

from bot import postings
from bot.messages import words
from bot.messages.freeze import FreezeFact, freeze_message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.channels.models import TAG_DEPLOYMENTS
from incidents.freezes import queries
from incidents.freezes.models import Freeze
from incidents.outbox.values import ProviderError


def send(sending: Sending) -> Receipt:
    freeze = queries.get(int(sending.args["freeze"]))
    if freeze is None:
        return postings.nothing
    tagged = channels.tagged(TAG_DEPLOYMENTS)
    if not tagged:
        raise ProviderError(
            f"No live channel has the tag {TAG_DEPLOYMENTS}: tag one under Slack, "
            "Conversations in the back-office, then retry.",
            permanent=True,
        )
    message = freeze_message(_fact(freeze))
    return postings.show(sending, message, channel=tagged[0].slack_id)


def _fact(freeze: Freeze) -> FreezeFact:
    """Of a private incident's freeze, only that it stands."""
    hidden = freeze.incident is not None and freeze.incident.is_private
    about = ""
    if freeze.incident is not None and not hidden:
        about = f"{freeze.incident.reference} {words.channel(freeze.incident)}"
    return FreezeFact(
        id=freeze.pk,
        scope=freeze.scope,
        reason="" if hidden else freeze.reason,
        by=freeze.by.name if freeze.by and not hidden else "",
        about=about,
        until=freeze.until,
        lifted_at=freeze.lifted_at,
        lifted_by=freeze.lifted_by.name if freeze.lifted_by and not hidden else "",
    )


EFFECT = EffectHandler(kind="freeze", send=send)
