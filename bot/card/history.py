"""Who declared it and when, and how long it lasted."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block
from bot.messages import words
from bot.mrkdwn import moment, span
from bot.registry import CardPart
from incidents.lifecycle.privacy import shows_channel
from incidents.record.models import Incident


def blocks(incident: Incident, _: object) -> Iterator[Block]:
    who = words.name(incident.declared_by, "Muster")
    parts = [f"Declared by {who}, {moment(incident.declared_at)}"]
    if incident.resolved_at:
        lasted = span(incident.resolved_at - incident.declared_at)
        parts.append(f"Resolved {moment(incident.resolved_at)}, after {lasted}")
    if incident.is_private:
        parts.append(_private(incident))
    yield blockkit.context(" · ".join(parts))


def _private(incident: Incident) -> str:
    if shows_channel(incident):
        return "🔒 Private, though anybody can read this channel"
    return "🔒 Private: only people in this channel know of it"


PART = CardPart(rank=80, blocks=blocks)
