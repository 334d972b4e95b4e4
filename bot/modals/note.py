"""The form that writes a note on the timeline."""

from datetime import UTC, datetime

from bot import blockkit
from bot.answers import Answer, View
from bot.asks import Ask
from bot.messages.timeline import noted
from bot.registry import Modal
from incidents.record import timeline
from incidents.record.models import Incident
from incidents.values import TEXT_LIMIT


def view(incident: Incident) -> View:
    blocks = [
        blockkit.plain_section(incident.title),
        blockkit.field(
            "What happened?",
            blockkit.text_input(
                "text",
                limit=TEXT_LIMIT,
                placeholder="What was seen, tried or decided",
                multiline=True,
                focus=True,
            ),
            hint="It goes on the timeline and is posted nowhere.",
        ),
        blockkit.field(
            "When?",
            blockkit.moment_picker("at"),
            optional=True,
            hint="Empty: now. Before the incident was declared is fine.",
        ),
    ]
    return blockkit.modal(
        f"Note on {incident.reference}"[: blockkit.TITLE],
        blocks,
        callback_id="incident_note",
        submit="Write down",
        incident=incident.pk,
    )


def moment_of(value: object) -> datetime | None:
    """What a datetimepicker holds, in UTC; None when it is empty."""
    return datetime.fromtimestamp(int(str(value)), UTC) if value else None


def submit(ask: Ask) -> Answer:
    entry = timeline.note(
        incident=ask.the_incident,
        text=str(ask.values.get("text") or ""),
        at=moment_of(ask.values.get("at")),
        by=ask.person,
        now=ask.now,
    )
    return noted(ask.the_incident, entry)


MODAL = Modal(callback_id="incident_note", submit=submit, needs_incident=True)
