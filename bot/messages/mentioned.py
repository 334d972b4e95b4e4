"""What somebody is offered who mentioned the bot. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot import blockkit
from bot.answers import Message
from bot.messages import words
from bot.messages.listing import line
from bot.mrkdwn import inline
from incidents.record.models import Incident
from incidents.values import TITLE_LIMIT


def offer(title: str, alike: Sequence[Incident], *, now: datetime) -> Message:
    """Declare what they wrote, or see what is open already and alike."""
    title = title[:TITLE_LIMIT].strip()
    named = f" “{inline(title, 300)}”" if title else ""
    text = f"Shall I declare{named or ' an incident'}?"
    blocks = []
    if alike:
        blocks.append(blockkit.section("*Open already, and alike*"))
        blocks += [blockkit.section(line(each, now=now)) for each in alike]
    declare = blockkit.button(
        "Declare…", "incident_declare", f":{title}", style="danger"
    )
    blocks += [
        blockkit.section(text),
        blockkit.actions(declare),
        blockkit.context(
            f"{words.command('list')} shows what is open, {words.command('help')} "
            "tells the rest."
        ),
    ]
    return Message(text=text, blocks=tuple(blocks))


def in_an_incident(incident: Incident) -> Message:
    """In its channel: how to do something about it."""
    text = f"This is {incident.reference}. What can be done is on its card and here:"
    value = str(incident.pk)
    buttons = blockkit.actions(
        blockkit.button("Update", "incident_update", value),
        blockkit.button("Status", "incident_status", value),
        blockkit.button("Severity", "incident_severity", value),
    )
    more = blockkit.context(
        f"{words.command()} opens its menu, {words.command('help')} tells the rest."
    )
    return Message(text=text, blocks=(blockkit.section(text), buttons, more))
