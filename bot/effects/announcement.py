"""The announcement of a public incident, in the channel tagged for it; it is taken
back once the incident is private.
"""

from django.utils import timezone

from bot import postings
from bot.messages.announcement import announcement
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from bot.withdrawing import withdraw
from incidents.channels import queries as channels
from incidents.channels.models import TAG_ANNOUNCEMENTS
from incidents.outbox.values import ProviderError
from incidents.record import queries


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    tagged = channels.tagged(TAG_ANNOUNCEMENTS)
    if incident.is_private:
        return withdraw(sending, channel=tagged[0].slack_id if tagged else "")
    if not tagged:
        raise ProviderError(
            f"No live channel has the tag {TAG_ANNOUNCEMENTS}: tag one under "
            "Slack, Conversations in the back-office, then retry.",
            permanent=True,
        )
    message = announcement(incident, timezone.now())
    return postings.show(sending, message, channel=tagged[0].slack_id)


EFFECT = EffectHandler(kind="announcement", send=send)
