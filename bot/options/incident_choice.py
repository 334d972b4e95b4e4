"""Incidents to choose from, where none is known: those that hold what was typed."""

from collections.abc import Sequence

from bot import blockkit
from bot.answers import Block
from bot.asks import Ask
from bot.registry import Options
from incidents.record import queries
from incidents.record.models import Incident
from incidents.values import Mistake

ACTION_ID = "incident_choice"


def field() -> Block:
    """The input of a form; `chosen` reads it."""
    menu = blockkit.external_select(ACTION_ID, placeholder="Title or INC-12")
    return blockkit.field("Which incident?", menu)


def chosen(ask: Ask) -> Incident:
    """The form's incident: that of its channel, or the one that was chosen."""
    if ask.incident is not None:
        return ask.incident
    number = str(ask.values.get(ACTION_ID) or "")
    if not number.isdecimal():
        raise Mistake("Choose an incident.", field=ACTION_ID)
    return queries.find(int(number), by=ask.person)


def find(ask: Ask, query: str) -> Sequence[blockkit.Option]:
    found = queries.search(query, by=ask.person, limit=blockkit.OPTIONS)
    return [
        blockkit.option(
            f"{incident.reference} {incident.title}",
            str(incident.pk),
            f"{incident.severity or 'Not set'} · {incident.get_status_display()}",
        )
        for incident in found
    ]


OPTIONS = Options(action_id=ACTION_ID, find=find)
