"""A policy's step posts in a channel."""

from functools import partial

from django.utils import timezone

from bot import postings
from bot.messages.notices import told
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from bot.slack import SlackRefused
from incidents.channels.models import Conversation
from incidents.channels.queries import problem_of
from incidents.escalation.attempts import attempt
from incidents.escalation.notices import Telling, effect_of
from incidents.outbox.values import ProviderError
from incidents.policies.steps import channel


def send(sending: Sending) -> Receipt:
    """Once, whoever is in the channel; nobody is mentioned."""
    return attempt(sending.claim, partial(_post, sending), now=timezone.now())


def _post(sending: Sending, telling: Telling) -> str:
    place = channel_of(int(telling.settings["channel"]))
    message = told(telling.incident, why=f"{telling.notice.why} says so")
    if sending.in_doubt:
        join(sending, place.slack_id)
    postings.post(sending, message, channel=place.slack_id)
    return ""


def join(sending: Sending, channel: str) -> None:
    """A public channel takes a post from anybody, and shows its history, in which a
    post whose answer was lost is looked for, to members alone.
    """
    try:
        sending.call("conversations.join", channel=channel)
    except SlackRefused as error:
        if error.code != "method_not_supported_for_channel_type":  # a private one
            raise


def channel_of(number: int) -> Conversation:
    """Raises ProviderError when nothing can be posted in it."""
    place = Conversation.objects.filter(pk=number).first()
    if place is None:
        raise ProviderError("The channel is gone", permanent=True)
    if problem := problem_of(place):
        raise ProviderError(f"{place} {problem}", permanent=True)
    return place


EFFECT = EffectHandler(kind=effect_of(channel.NAME), send=send)
