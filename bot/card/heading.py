"""What it is called."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block
from bot.registry import CardPart
from incidents.record.models import Incident


def blocks(incident: Incident, _: object) -> Iterator[Block]:
    heading = f"{incident.reference} {incident.title}"
    yield blockkit.header(heading)
    if len(heading) > blockkit.HEADER:
        yield blockkit.plain_section(incident.title)


PART = CardPart(rank=10, blocks=blocks)
