"""What is left to do once it is over: what closing needs, and looking back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot import blockkit
from bot.answers import Block
from bot.messages import ending
from bot.registry import CardPart
from incidents.catalog import queries as catalog
from incidents.lifecycle import archiving, closing
from incidents.lifecycle.closing import Blocker
from incidents.postmortems import queries as postmortems
from incidents.postmortems.models import Postmortem
from incidents.record.models import Incident
from incidents.values import Status


@dataclass(frozen=True)
class Left:
    """What is left; `looks_back`: its severity asks for a post-mortem."""

    blockers: tuple[Blocker, ...] = ()
    postmortem: Postmortem | None = None
    looks_back: bool = False
    archived_at: datetime | None = None


def load(incident: Incident) -> Left:
    if incident.status not in (Status.RESOLVED, Status.POST_INCIDENT, Status.CLOSED):
        return Left()
    closed = incident.status == Status.CLOSED
    return Left(
        blockers=() if closed else tuple(closing.blocking(incident)),
        postmortem=postmortems.of(incident),
        looks_back=catalog.rule(incident.severity).needs_postmortem,
        archived_at=archiving.planned(incident),
    )


def blocks(incident: Incident, left: Left) -> Iterator[Block]:
    if incident.status in (Status.RESOLVED, Status.POST_INCIDENT):
        if left.blockers:
            text = f"*Before closing*\n{ending.missing(left.blockers)}"
            yield blockkit.section(text)
        yield blockkit.actions(*_buttons(incident, left))
    elif incident.status == Status.CLOSED:
        if left.postmortem:
            yield blockkit.actions(
                *ending.postmortem_buttons(incident, left.postmortem)
            )
        if left.archived_at:
            when = ending.day(left.archived_at)
            yield blockkit.context(f"This channel is archived {when}")


def _buttons(incident: Incident, left: Left) -> Iterator[blockkit.Element]:
    value = str(incident.pk)
    yield from ending.postmortem_buttons(incident, left.postmortem)
    yield blockkit.button("What fixed it", "incident_resolution", value)
    if left.looks_back and incident.status == Status.RESOLVED:
        begin = f"{value}:{Status.POST_INCIDENT}"
        yield blockkit.button("Start post-incident", "incident_status", begin)


PART = CardPart(rank=70, blocks=blocks, load=load)
