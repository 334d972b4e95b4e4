"""Which alerts fire, on the card of an incident that has any."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block
from bot.messages import words
from bot.messages.alerts import counted, firing_lines
from bot.registry import CardPart
from incidents.alerts import showing
from incidents.alerts.showing import Shown
from incidents.record.models import Incident

SHOWN = 5


def load(incident: Incident) -> Shown:
    some = showing.has_any(incident)
    return showing.shown(incident, most=SHOWN) if some else Shown()


def blocks(incident: Incident, shown: Shown) -> Iterator[Block]:
    if not shown.total:
        return
    lines = firing_lines(shown, more=f"{words.web(incident)}#alerts")
    head = f"*Alerts* {counted(shown)}"
    yield blockkit.section(f"{head}\n{lines}".rstrip())


PART = CardPart(rank=45, load=load, blocks=blocks)
