"""The form that pages somebody, and the second word for who is not on call."""

from dataclasses import replace
from typing import Any

from bot import blockkit, mentions, paging
from bot.answers import Answer, Block, Open, View
from bot.asks import Ask
from bot.messages.paging import off_shift_text
from bot.options import incident_choice
from bot.registry import Modal
from incidents.channels import queries as channels
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.response.paging import WHY_LIMIT
from incidents.values import Mistake

CALLBACK = "page_person"
INSTEAD, ANYWAY = "instead", "anyway"


def view(incident: Incident | None, person: Person) -> View:
    """Without an incident it asks for one; who is paged can be changed."""
    slack_id = channels.slack_ids([person.pk]).get(person.pk, "")
    return blockkit.modal(
        "Page somebody",
        [
            blockkit.plain_section(f"{incident.reference} {incident.title}")
            if incident
            else incident_choice.field(),
            _who(person, slack_id),
            blockkit.field(
                "Why?",
                blockkit.text_input("why", limit=WHY_LIMIT, focus=True),
                optional=True,
                hint="It is told to them. They are paged in every way they have.",
            ),
        ],
        callback_id=CALLBACK,
        submit="Page",
        incident=incident.pk if incident else None,
        carried={"person": person.pk},
    )


def _who(person: Person, slack_id: str) -> Block:
    if not slack_id:
        return blockkit.plain_section(f"Who: {person.name}")
    menu = blockkit.person_select("person", placeholder="Whom?", chosen=slack_id)
    return blockkit.field("Who?", menu)


def guard(incident: Incident, person: Person, why: str, ask: Ask) -> View:
    """They are not on call: page them all the same, or who is?"""
    instead = [each.name for each in paging.on_call(ask)]
    options = [blockkit.option("Page them all the same", ANYWAY)]
    if instead:
        options.insert(0, blockkit.option("Page who is on call", INSTEAD))
    return blockkit.modal(
        "Not on call",
        [
            blockkit.section(off_shift_text(person, instead=instead, now=ask.now)),
            blockkit.field(
                "Whom then?",
                blockkit.radio("whom", options, chosen=options[0]["value"]),
            ),
        ],
        callback_id=CALLBACK,
        submit="Page",
        incident=incident.pk,
        carried={"person": person.pk, "why": why},
    )


def submit(ask: Ask) -> Answer:
    ask = replace(ask, incident=incident_choice.chosen(ask))
    if whom := str(ask.values.get("whom") or ""):
        why = str(ask.carried.get("why") or "")
        people = paging.on_call(ask) if whom == INSTEAD else [_carried(ask)]
        if not people:
            raise Mistake("Nobody is on call any more.", field="whom")
        return paging.page_people(ask, people, why=why)
    person, why = _chosen(ask), str(ask.values.get("why") or "").strip()
    if person == ask.person or paging.is_on_call(person, ask):
        return paging.page_people(ask, [person], why=why)
    return Open(guard(ask.the_incident, person, why, ask))


def _chosen(ask: Ask) -> Person:
    if slack_id := str(ask.values.get("person") or ""):
        return mentions.person(slack_id, field="person")
    return _carried(ask)


def _carried(ask: Ask) -> Person:
    number: Any = ask.carried.get("person")
    person = Person.objects.filter(pk=number or 0, is_active=True).first()
    if person is None:
        raise Mistake("This person is gone. Name somebody else.")
    return person


MODAL = Modal(callback_id=CALLBACK, submit=submit)
