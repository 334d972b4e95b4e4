"""What is open, the worst first, and what to press."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import blockkit
from bot.answers import Block
from bot.messages import triage, words
from bot.messages.listing import SHOWN, line
from bot.registry import HomePart
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.models import Incident


@dataclass(frozen=True)
class Open:
    """`first` are the incidents shown; `total` counts all that are open."""

    first: Sequence[Incident]
    total: int


def load(person: Person, _: datetime) -> Open:
    found = queries.open_incidents(by=person)
    return Open(first=list(found[:SHOWN]), total=found.count())


def blocks(found: Open, now: datetime) -> Iterator[Block]:
    yield blockkit.header(_heading(found.total))
    yield blockkit.actions(
        blockkit.button("Declare an incident", "incident_declare", ":", style="danger")
    )
    for incident in found.first[:SHOWN]:
        yield blockkit.divider()
        yield from _incident(incident, now)
    shown = min(len(found.first), SHOWN)
    if found.total > shown:
        more = found.total - shown
        yield blockkit.divider()
        yield blockkit.section(
            f"and {more} more: <{words.web_list()}|all open incidents>"
        )


def _heading(total: int) -> str:
    if not total:
        return "Nothing is on fire 🎉"
    return "1 open incident" if total == 1 else f"{total} open incidents"


def _incident(incident: Incident, now: datetime) -> Iterator[Block]:
    value = str(incident.pk)
    yield blockkit.section(line(incident, now=now))
    pressed = triage.buttons(incident) or [
        blockkit.button("Update", "incident_update", value),
        blockkit.button("Resolve", "incident_resolve", value),
    ]
    yield blockkit.actions(*pressed, block_id=f"home:{incident.pk}")


PART = HomePart(rank=10, load=load, blocks=blocks)
