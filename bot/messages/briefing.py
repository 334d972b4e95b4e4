"""What the new holder of a role is told directly. Pure."""

from bot import blockkit
from bot.answers import Block, Message
from bot.messages import open_items, words
from bot.messages.open_items import OpenItems
from bot.messages.roles import does
from bot.mrkdwn import inline, prose
from incidents.record.models import Entry, Incident
from incidents.roles.models import IncidentRole

UPDATE = 1_000


def briefing(
    incident: Incident,
    entry: Entry,
    role: IncidentRole,
    items: OpenItems,
    *,
    taken: bool,
) -> Message:
    """`taken`: they took it themselves, so that they know how the incident stands."""
    by = "" if taken else f" ({words.name(entry.by, 'Muster')} asked for it)"
    line = f"🧭 You {does(role, you=True)} {incident.reference} now{by}"
    blocks: list[Block] = [
        blockkit.section(
            f"*{line}*\n{inline(incident.title, 1_000)}\n"
            f"{words.short_severity(incident)} · {words.status(incident)} · "
            f"{words.channel(incident)}"
        )
    ]
    if role.briefing:
        blocks.append(blockkit.section(prose(role.briefing)))
    if incident.latest_update and not taken:
        blocks.append(
            blockkit.section(
                f"*Latest update*\n{prose(incident.latest_update, UPDATE)}"
            )
        )
    if found := open_items.lines(incident, items):
        blocks.append(blockkit.section("\n".join(["*Open*", *found])))
    return Message(
        text=f"{line}: {inline(incident.title, 1_000)}", blocks=tuple(blocks)
    )
