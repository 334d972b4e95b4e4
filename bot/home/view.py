"""The App Home: what is open, and what to press."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot import blockkit
from bot.answers import Block, View
from bot.messages import words
from bot.mrkdwn import inline, since
from incidents.people.models import Person
from incidents.record.models import Incident

SHOWN = 20


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
        blocks += [blockkit.divider(), *_incident(incident, person, now)]
    blocks += [blockkit.divider(), *_foot(min(len(incidents), SHOWN), total)]
    return {"type": "home", "blocks": blocks}


def _heading(total: int) -> str:
    if not total:
        return "Nothing is on fire 🎉"
    return "1 open incident" if total == 1 else f"{total} open incidents"


def _incident(incident: Incident, person: Person, now: datetime) -> Iterator[Block]:
    value = str(incident.pk)
    lead = "you" if incident.lead_id == person.pk else words.name(incident.lead)
    lock = "🔒 " if incident.is_private else ""
    yield blockkit.section(
        f"{words.sign(incident)} {lock}*{incident.reference}* "
        f"{inline(incident.title, 1_000)}\n"
        f"{words.short_severity(incident)} · {words.status(incident)} · "
        f"Lead: {lead} · {since(incident.declared_at, now)} · "
        f"{words.channel(incident)}"
    )
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
