"""The form that moves an incident along its life; it offers what may follow."""

from bot import blockkit
from bot.answers import Answer, Done, Open, View
from bot.asks import Ask
from bot.messages import choices, words
from bot.modals import ending
from bot.registry import Modal
from incidents.record.models import Incident
from incidents.response import verbs
from incidents.values import Mistake, Status


def view(incident: Incident) -> View:
    chosen = blockkit.field(
        f"{words.status(incident)} now. What is next?",
        blockkit.radio("status", choices.next_statuses(incident)),
    )
    return blockkit.modal(
        f"Status of {incident.reference}"[: blockkit.TITLE],
        [blockkit.plain_section(incident.title), chosen],
        callback_id="incident_status",
        submit="Set",
        incident=incident.pk,
    )


def opened(incident: Incident) -> Open:
    """The form. Raises Mistake when nothing can follow."""
    if not choices.next_statuses(incident):
        label = words.status(incident).lower()
        raise Mistake(f"{incident.reference} is {label}, which is final.")
    return Open(view(incident))


def submit(ask: Ask) -> Answer:
    wanted = Status(str(ask.values["status"]))
    if form := ending.asked_first(ask, wanted):
        return form
    verbs.change_status(
        incident=ask.the_incident,
        wanted=wanted,
        by=ask.person,
        now=ask.now,
    )
    return Done()


MODAL = Modal(callback_id="incident_status", submit=submit, needs_incident=True)
