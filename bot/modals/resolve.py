"""The form that resolves an incident; the text may stay empty."""

from bot import blockkit
from bot.answers import Answer, Done, Open, View
from bot.asks import Ask
from bot.registry import Modal
from incidents.lifecycle.status import allowed
from incidents.record.models import Incident
from incidents.response import services as response
from incidents.values import TEXT_LIMIT, Mistake, Status


def view(incident: Incident) -> View:
    fixed = blockkit.field(
        "What fixed it?",
        blockkit.text_input(
            "text",
            limit=TEXT_LIMIT,
            placeholder="One line is plenty",
            multiline=True,
            focus=True,
        ),
        optional=True,
    )
    return blockkit.modal(
        f"Resolve {incident.reference}"[: blockkit.TITLE],
        [blockkit.plain_section(incident.title), fixed],
        callback_id="incident_resolve",
        submit="Resolve",
        incident=incident.pk,
    )


def opened(incident: Incident) -> Open:
    """The form. Raises Mistake when the incident cannot be resolved any more."""
    status = Status(incident.status)
    if Status.RESOLVED not in allowed(status):
        raise Mistake(f"{incident.reference} is {status.label.lower()} already.")
    return Open(view(incident))


def submit(ask: Ask) -> Answer:
    response.resolve(
        incident=ask.the_incident,
        by=ask.person,
        now=ask.now,
        reason=str(ask.values.get("text") or ""),
    )
    return Done()


MODAL = Modal(callback_id="incident_resolve", submit=submit, needs_incident=True)
