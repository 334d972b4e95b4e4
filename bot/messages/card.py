"""The pinned card of an incident: all there is to know, and what to press.

Its parts are the files of bot/card.
"""

from collections.abc import Mapping
from typing import Any

from bot import registry
from bot.answers import Block, Message
from bot.messages import words
from bot.mrkdwn import inline
from bot.registry import CardPart
from incidents.record.models import Incident

Facts = Mapping[CardPart, Any]
NO_FACTS: Facts = {}


def load(incident: Incident) -> Facts:
    """What the parts show beyond the incident itself."""
    return {part: part.load(incident) for part in registry.card_parts() if part.load}


def card(incident: Incident, facts: Facts = NO_FACTS) -> Message:
    """Blocks within Slack's limits, whatever the incident's texts are. Pure."""
    blocks: list[Block] = []
    for part in registry.card_parts():
        if part.load is None or part in facts:
            blocks += part.blocks(incident, facts.get(part))
    return Message(text=fallback(incident), blocks=tuple(blocks))


def fallback(incident: Incident) -> str:
    """One line for notifications."""
    return (
        f"{words.sign(incident)} {incident.reference} · "
        f"{words.short_severity(incident)} · {words.status(incident)} · "
        f"Lead: {words.name(incident.lead)} · {inline(incident.title, 1_000)}"
    )
