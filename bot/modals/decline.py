"""The form that declines an incident in triage; the reason is needed."""

from bot import blockkit
from bot.answers import Answer, Done, Open, View
from bot.asks import Ask
from bot.registry import Modal
from incidents.lifecycle import triage
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.response import verbs
from incidents.values import TEXT_LIMIT


def view(incident: Incident) -> View:
    why = blockkit.field(
        "Why is it no incident?",
        blockkit.text_input(
            "reason",
            limit=TEXT_LIMIT,
            placeholder="A false alarm, planned work, known already …",
            multiline=True,
            focus=True,
        ),
        hint="Kept on its timeline and told where it was announced.",
    )
    return blockkit.modal(
        f"Decline {incident.reference}"[: blockkit.TITLE],
        [blockkit.plain_section(incident.title), why],
        callback_id="incident_decline",
        submit="Decline",
        incident=incident.pk,
    )


def opened(incident: Incident, *, person: Person) -> Open:
    """The form. Raises Mistake when it is not in triage any more."""
    triage.check(incident, "declined", by=person)
    return Open(view(incident))


def submit(ask: Ask) -> Answer:
    verbs.decline(
        incident=ask.the_incident,
        reason=str(ask.values.get("reason") or ""),
        by=ask.person,
        now=ask.now,
    )
    return Done()


MODAL = Modal(callback_id="incident_decline", submit=submit, needs_incident=True)
