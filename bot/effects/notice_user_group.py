"""A policy's step mentions a user group: Slack tells its people, nobody is phoned."""

from functools import partial

from django.utils import timezone

from bot import postings
from bot.effects.notice_channel import channel_of, join
from bot.messages.notices import told
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels.models import UserGroup
from incidents.escalation.attempts import attempt
from incidents.escalation.notices import Telling, effect_of
from incidents.outbox.values import ProviderError
from incidents.policies.steps import user_group

# A channel that is being opened is waited for so often, a second each.
WAITS = 10


def send(sending: Sending) -> Receipt:
    return attempt(sending.claim, partial(_post, sending), now=timezone.now())


def _post(sending: Sending, telling: Telling) -> str:
    group = UserGroup.objects.filter(pk=int(telling.settings["group"])).first()
    if group is None or group.is_disabled:
        text = f"{group} is switched off in Slack" if group else "The group is gone"
        raise ProviderError(text, permanent=True)
    message = told(
        telling.incident, why=f"{telling.notice.why} says so", group=group.slack_id
    )
    channel = _where(sending, telling)
    postings.post(sending, message, channel=channel)
    return ""


def _where(sending: Sending, telling: Telling) -> str:
    """The incident's own channel, or the step's while it has none."""
    incident = telling.incident
    if incident.channel_slack_id:
        return incident.channel_slack_id
    if incident.channel_name and sending.claim.deferrals < WAITS:
        raise ProviderError("The incident's channel is being opened", retry_after=1.0)
    place = channel_of(int(telling.settings["channel"]))
    if sending.in_doubt:
        join(sending, place.slack_id)
    return place.slack_id


EFFECT = EffectHandler(kind=effect_of(user_group.NAME), send=send)
