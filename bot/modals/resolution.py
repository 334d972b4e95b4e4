"""The form in which what fixed it is written later, or put right."""

from bot import blockkit
from bot.answers import Answer, Done, Open, View
from bot.asks import Ask
from bot.modals import close
from bot.registry import Modal
from incidents.lifecycle import resolution
from incidents.record.models import Incident
from incidents.values import TEXT_LIMIT


def view(incident: Incident, *, closing: bool = False) -> View:
    """`closing`: it goes on with what else is missing. Pure."""
    fixed = blockkit.field(
        "What fixed it?",
        blockkit.text_input(
            "text",
            limit=TEXT_LIMIT,
            placeholder="One line is plenty",
            value=incident.resolution,
            multiline=True,
            focus=True,
        ),
        hint="Its card and its post-mortem show it.",
    )
    return blockkit.modal(
        f"{incident.reference} resolution"[: blockkit.TITLE],
        [blockkit.plain_section(incident.title), fixed],
        callback_id="incident_resolution",
        submit="Save",
        incident=incident.pk,
        carried={"closing": True} if closing else None,
    )


def submit(ask: Ask) -> Answer:
    incident = resolution.write(
        incident=ask.the_incident,
        text=str(ask.values.get("text") or ""),
        by=ask.person,
        now=ask.now,
    )
    if ask.carried.get("closing"):
        return Open(close.loaded(ask, incident))
    return Done()


MODAL = Modal(callback_id="incident_resolution", submit=submit, needs_incident=True)
