"""What is frozen because of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import blockkit
from bot.answers import Block
from bot.messages.freeze import lift, what
from bot.mrkdwn import moment
from bot.registry import CardPart
from incidents.freezes import queries
from incidents.record.models import Incident

SHOWN = 5


@dataclass(frozen=True)
class Frozen:
    id: int
    scope: str
    until: datetime | None
    is_automatic: bool


def load(incident: Incident) -> Sequence[Frozen]:
    found = queries.of_incident(incident)
    return [Frozen(f.pk, f.scope, f.until, f.is_automatic) for f in found]


def blocks(incident: Incident, frozen: Sequence[Frozen]) -> Iterator[Block]:
    for each in frozen[:SHOWN]:
        rest = "it is resolved" if each.is_automatic else "it is lifted"
        end = f"until {moment(each.until) if each.until else rest}"
        text = f"🧊 Deployments of *{what(each.scope)}* are frozen {end}"
        button = lift(each.id, "Lift", scope=each.scope)
        yield blockkit.section(text, accessory=button)


PART = CardPart(rank=50, load=load, blocks=blocks)
