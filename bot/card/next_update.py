"""When the next update is due, or since when it is late."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from bot import blockkit
from bot.answers import Block
from bot.messages.due import next_update
from bot.registry import CardPart
from incidents.record.models import Incident


def load(incident: Incident) -> datetime:
    """The time at which it is shown: it tells whether an update is late."""
    return timezone.now()


def blocks(incident: Incident, now: datetime) -> Iterator[Block]:
    if line := next_update(incident, now):
        yield blockkit.context(line)


PART = CardPart(rank=45, blocks=blocks, load=load)
