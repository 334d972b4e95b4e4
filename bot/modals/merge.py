"""The form that merges an incident into another one."""

from bot import blockkit
from bot.answers import Answer, Open, View
from bot.asks import Ask
from bot.messages import triage as told
from bot.options.into import ACTION_ID
from bot.registry import Modal
from incidents.lifecycle import merging
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.models import Incident
from incidents.record.over import refuse_over
from incidents.response import verbs
from incidents.values import Mistake


def view(incident: Incident) -> View:
    into = blockkit.field(
        "Which one goes on?",
        blockkit.external_select(ACTION_ID, placeholder="Title or INC-12"),
        hint=(
            f"{incident.reference} ends. Its timeline is copied, its follow-ups and "
            "the people in it move along. Into a private one nobody moves, and what "
            "was public stays public."
        ),
    )
    return blockkit.modal(
        f"Merge {incident.reference}"[: blockkit.TITLE],
        [blockkit.plain_section(incident.title), into],
        callback_id="incident_merge",
        submit="Merge",
        incident=incident.pk,
    )


def opened(incident: Incident, *, person: Person) -> Open:
    """The form. Raises Mistake when there is nothing to merge it into."""
    refuse_over(incident, by=person)
    if not merging.candidates(incident, by=person):
        raise Mistake(
            f"There is no other open incident that {incident.reference} can be merged "
            "into."
        )
    return Open(view(incident))


def submit(ask: Ask) -> Answer:
    chosen = str(ask.values.get(ACTION_ID) or "")
    if not chosen.isdecimal():
        raise Mistake("Choose the incident that goes on.", field=ACTION_ID)
    incident = verbs.merge(
        incident=ask.the_incident,
        into=queries.find(int(chosen), by=ask.person),
        by=ask.person,
        now=ask.now,
    )
    return told.merged(incident)


MODAL = Modal(callback_id="incident_merge", submit=submit, needs_incident=True)
