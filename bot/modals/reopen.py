"""The form that reopens an incident, with the reason."""

from bot import blockkit
from bot.answers import Answer, Block, Done, Open, View
from bot.asks import Ask
from bot.messages import ending
from bot.registry import Modal
from incidents.lifecycle.status import IllegalTransition, allowed
from incidents.record.models import Incident
from incidents.response import verbs
from incidents.values import TEXT_LIMIT, Status


def view(incident: Incident) -> View:
    asked = blockkit.field(
        "Why is it not over?",
        blockkit.text_input("reason", limit=TEXT_LIMIT, multiline=True, focus=True),
        hint="It is posted in its channel and under its announcement.",
    )
    blocks: list[Block] = [blockkit.plain_section(incident.title), asked]
    if incident.channel is not None and incident.channel.is_archived:
        blocks.append(blockkit.context(f"⚠️ {ending.UNARCHIVE}"))
    return blockkit.modal(
        f"Reopen {incident.reference}"[: blockkit.TITLE],
        blocks,
        callback_id="incident_reopen",
        submit="Reopen",
        incident=incident.pk,
    )


def opened(incident: Incident) -> Open:
    """The form. Raises IllegalTransition when there is nothing to reopen."""
    status = Status(incident.status)
    if status.is_open:
        raise IllegalTransition(f"{incident.reference} is open already.")
    if Status.INVESTIGATING not in allowed(status):
        label = status.label.lower()
        raise IllegalTransition(f"{incident.reference} is {label}, which is final.")
    return Open(view(incident))


def submit(ask: Ask) -> Answer:
    incident = verbs.reopen(
        incident=ask.the_incident,
        by=ask.person,
        now=ask.now,
        reason=str(ask.values.get("reason") or ""),
    )
    if incident.channel is not None and incident.channel.is_archived:
        return ending.reopened(incident)
    return Done()


MODAL = Modal(callback_id="incident_reopen", submit=submit, needs_incident=True)
