"""A role went to somebody: told in the channel, with what is open. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import blockkit
from bot.answers import Message
from bot.messages import open_items, words
from bot.messages.open_items import OpenItems
from bot.messages.roles import does
from bot.mrkdwn import inline, moment
from incidents.people.models import Person
from incidents.record.models import Entry, Incident
from incidents.roles.models import IncidentRole


@dataclass(frozen=True)
class HandOver:
    """`mention` is the new holder's Slack id when somebody else chose them: they have
    to know. Whoever takes a role themselves is mentioned nowhere.
    """

    role: IncidentRole
    to: Person
    before: Sequence[Person] = ()
    mention: str = ""


def handover_message(
    incident: Incident, entry: Entry, facts: HandOver, items: OpenItems
) -> Message:
    """Who, when, and what is open."""
    who = f"<@{facts.mention}>" if facts.mention else words.name(facts.to)
    chosen = entry.by is not None and entry.by != facts.to
    by = f" ({words.name(entry.by)} asked for it)" if chosen else ""
    line = f"🧭 {who} {does(facts.role)} {incident.reference} now{by}"
    had = ", ".join(inline(person.name, 80) for person in facts.before[:5])
    told = [f"Before: {had}"] if had else []
    blocks = [
        blockkit.section(line),
        blockkit.context(" · ".join([*told, f"since {moment(entry.at)}"])),
    ]
    if found := open_items.lines(incident, items):
        blocks.append(blockkit.section("\n".join(["*Open*", *found])))
    return Message(text=line, blocks=tuple(blocks))
