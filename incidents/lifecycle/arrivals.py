"""What comes back from Slack about an incident: its channel, who is in it."""

from datetime import datetime

from django.db import transaction

from incidents.channels.models import Conversation
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Incident


@transaction.atomic
def channel_opened(*, incident: Incident, conversation: Conversation) -> None:
    """Slack opened the incident's channel."""
    incident = record.lock(incident)
    incident.channel = conversation
    incident.save(update_fields=["channel"])
    effects.show(incident)


def home_opened(*, slack_id: str, now: datetime) -> None:
    """Somebody looks at the App Home: show it, and keep it right for a day."""
    effects.open_home(slack_id, now)


def card_moved(*, incident: Incident) -> None:
    """Somebody deleted the card, and it was posted anew: that one is to be pinned."""
    effects.pin_anew(incident)


def mentioned(*, channel: str, slack_id: str, ts: str, thread: str, text: str) -> None:
    """Somebody mentioned the bot in this message: answer them."""
    effects.answer_mention(
        channel=channel, slack_id=slack_id, ts=ts, thread=thread, text=text
    )
