"""What is to be done because of it, the soonest first."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block
from bot.messages.follow_ups import line
from bot.registry import CardPart
from incidents.followups import queries
from incidents.followups.values import Summary
from incidents.record.models import Incident

SHOWN = 5
ROOM = 150


def load(incident: Incident) -> Summary:
    return queries.summary(incident, most=SHOWN)


def blocks(incident: Incident, found: Summary) -> Iterator[Block]:
    if not found.open and not found.done:
        return
    lines = [f"*Follow-ups*{_counted(found)}"]
    lines += [line(each, room=ROOM) for each in found.first[:SHOWN]]
    if found.open > SHOWN:
        lines.append(f"and {found.open - SHOWN} more")
    every = blockkit.button("Follow-ups", "incident_follow_ups", str(incident.pk))
    yield blockkit.section("\n".join(lines), accessory=every)


def _counted(found: Summary) -> str:
    return f" · {found.done} of {found.done + found.open} done" if found.done else ""


PART = CardPart(rank=60, blocks=blocks, load=load)
