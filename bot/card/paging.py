"""Who is being paged, or who has acknowledged, on the card."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block
from bot.messages.paging import line, over
from bot.registry import CardPart
from incidents.escalation import queries
from incidents.escalation.queries import Paging
from incidents.record.models import Incident


def load(incident: Incident) -> tuple[Paging, bool]:
    return queries.paging(incident), queries.was_paged(incident)


def blocks(incident: Incident, loaded: tuple[Paging, bool]) -> Iterator[Block]:
    paging, was_paged = loaded
    if said := line(incident, paging):
        yield blockkit.section(said)
    elif was_paged and incident.is_open and incident.acknowledged_at is not None:
        yield blockkit.section(over(incident))


PART = CardPart(rank=25, load=load, blocks=blocks)
