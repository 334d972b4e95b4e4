"""The form that sets the severity, with what each means."""

from bot import blockkit
from bot.answers import Answer, Done, View
from bot.asks import Ask
from bot.messages import choices, guides
from bot.registry import Modal
from incidents.lifecycle import services as lifecycle
from incidents.record.models import Incident


def view(incident: Incident) -> View:
    chosen = blockkit.field(
        "Severity",
        blockkit.radio("severity", choices.severities(), chosen=incident.severity),
    )
    return blockkit.modal(
        f"Severity of {incident.reference}"[: blockkit.TITLE],
        [
            blockkit.plain_section(incident.title),
            chosen,
            *guides.beside("severity"),
        ],
        callback_id="incident_severity",
        submit="Set",
        incident=incident.pk,
    )


def submit(ask: Ask) -> Answer:
    lifecycle.change_severity(
        incident=ask.the_incident,
        severity=str(ask.values.get("severity") or ""),
        by=ask.person,
        now=ask.now,
    )
    return Done()


MODAL = Modal(callback_id="incident_severity", submit=submit, needs_incident=True)
