"""The App Home: what is open, and what to press."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot import blockkit
from bot.answers import Block, View
from bot.messages import words
from bot.messages.listing import SHOWN, line
from incidents.people.models import Person
from incidents.record.models import Incident


def home(
    incidents: Sequence[Incident], person: Person, total: int, now: datetime
) -> View:
    """`incidents` are those shown first; `total` counts all that are open."""
    blocks = [
        blockkit.header(_heading(total)),
        blockkit.actions(
            blockkit.button(
                "Declare an incident", "incident_declare", ":", style="danger"
            )
        ),
    ]
    for incident in incidents[:SHOWN]:
        blocks += [blockkit.divider(), *_incident(incident, now)]
    blocks += [blockkit.divider(), *_foot(min(len(incidents), SHOWN), total)]
    return {"type": "home", "blocks": blocks}


def _heading(total: int) -> str:
    if not total:
        return "Nothing is on fire 🎉"
    return "1 open incident" if total == 1 else f"{total} open incidents"


def _incident(incident: Incident, now: datetime) -> Iterator[Block]:
    value = str(incident.pk)
    yield blockkit.section(line(incident, now=now))
    yield blockkit.actions(
        blockkit.button("Update", "incident_update", value),
        blockkit.button("Resolve", "incident_resolve", value),
        block_id=f"home:{incident.pk}",
    )


def _foot(shown: int, total: int) -> Iterator[Block]:
    if total > shown:
        yield blockkit.section(
            f"and {total - shown} more: <{words.web_list()}|all open incidents>"
        )
    yield blockkit.context(
        f"Anywhere in Slack: {words.command()} declares, {words.command('list')} "
        f"shows what is open, {words.command('help')} tells the rest. "
        f"<{words.web_list()}|Muster on the web>"
    )
