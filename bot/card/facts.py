"""How bad it is, how far it has come, who leads it, what it is about."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block
from bot.messages import words
from bot.registry import CardPart
from incidents.record.models import Incident


def blocks(incident: Incident, _: object) -> Iterator[Block]:
    yield blockkit.fields(
        f"*Severity*\n{words.severity(incident)}",
        f"*Status*\n{'' if incident.is_open else '✅ '}{words.status(incident)}",
        f"*Lead*\n{words.name(incident.lead)}",
        f"*Service*\n{words.service(incident)}",
    )


PART = CardPart(rank=20, blocks=blocks)
