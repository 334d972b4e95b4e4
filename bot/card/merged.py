"""Where a merged incident goes on."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block
from bot.messages.triage import pointer
from bot.registry import CardPart
from incidents.record.models import Incident


def blocks(incident: Incident, _: object) -> Iterator[Block]:
    if incident.merged_into is not None:
        yield blockkit.section(f"🔀 {pointer(incident)}")


PART = CardPart(rank=15, blocks=blocks)
