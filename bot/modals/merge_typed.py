"""What a merger that was typed does, asked before it is done: it cannot be undone."""

from bot import blockkit
from bot.answers import Answer, Open, View
from bot.asks import Ask
from bot.messages import triage as told
from bot.mrkdwn import inline
from bot.registry import Modal
from incidents.lifecycle import merging
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.models import Incident
from incidents.response import verbs


def view(incident: Incident, into: Incident) -> View:
    """For who may see both. Pure."""
    ends = f"*{incident.reference}* {inline(incident.title, 1_000)}"
    goes_on = f"*{into.reference}* {inline(into.title, 1_000)}"
    lines = [
        f"🔀 {ends}",
        f"ends here and is merged into {goes_on}, which goes on alone.",
        *merging.consequences(incident, into),
        "This cannot be undone.",
    ]
    return blockkit.modal(
        f"Merge {incident.reference}?"[: blockkit.TITLE],
        [blockkit.section("\n".join(lines))],
        callback_id="incident_merge_typed",
        submit="Merge",
        incident=incident.pk,
        carried={"into": into.pk},
    )


def opened(incident: Incident, into: Incident, *, person: Person) -> Open:
    """The question. Raises Mistake when they cannot be merged."""
    merging.check(incident, into, by=person)
    return Open(view(incident, into))


def submit(ask: Ask) -> Answer:
    merged = verbs.merge(
        incident=ask.the_incident,
        into=queries.find(int(ask.carried["into"]), by=ask.person),
        by=ask.person,
        now=ask.now,
    )
    return told.merged(merged)


MODAL = Modal(callback_id="incident_merge_typed", submit=submit, needs_incident=True)
