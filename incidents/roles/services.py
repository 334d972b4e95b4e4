"""Giving, taking and giving up the roles of an incident."""

from datetime import datetime

from django.db import transaction

from incidents.channels import queries as channels
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import refuse_over
from incidents.roles import effects as asked
from incidents.roles.models import LEAD, Assignment, IncidentRole
from incidents.values import Mistake


@transaction.atomic
def assign(
    *,
    incident: Incident,
    role: IncidentRole,
    person: Person,
    by: Person,
    now: datetime,
    if_vacant: bool = False,
) -> Incident:
    """Give a person the role. Of a role for one, whoever had it gives it up; with
    `if_vacant`, nobody may have it.

    The person takes part from now on, is invited and told what the role is about; the
    channel is told of a role for one. Raises Mistake.
    """
    incident = record.lock(incident)
    refuse_over(incident, by=by, field="role")
    _may_have(person)
    if not role.is_active:
        raise Mistake(f"{role.name} is not used any more.", field="role")
    _may_go(incident, role, person, if_vacant=if_vacant)
    before = _hand_over(incident, role, person, by=by, now=now)
    entry = record.add_entry(
        incident=incident,
        kind=Entry.Kind.LEAD if role.slug == LEAD else Entry.Kind.ROLE,
        text=_line(role, before, person),
        at=now,
        by=by,
        data={
            "role": role.slug,
            "from": [each.pk for each in before],
            "to": person.pk,
        },
    )
    record.add_participants(incident=incident, people=[person])
    effects.invite(incident, [person], entry=entry)
    if role.is_single:
        asked.hand_over(incident, entry=entry)
    asked.brief(incident, person, role=role, entry=entry)
    effects.show(incident)
    return incident


@transaction.atomic
def give_up(
    *,
    incident: Incident,
    role: IncidentRole,
    person: Person,
    by: Person,
    now: datetime,
    why: str = "",
) -> Incident:
    """Take the role from a person, or give it up oneself. Raises Mistake."""
    incident = record.lock(incident)
    refuse_over(incident, by=by, field="role")
    if role.slug == LEAD:
        raise Mistake(
            f"{incident.reference} needs a {role.name}: hand it over to somebody.",
            field="people",
        )
    current = Assignment.objects.filter(incident=incident, role=role, person=person)
    if not current.current().update(until=now):
        raise Mistake(
            f"{person.name} is not {role.name} of {incident.reference}.",
            field="people",
        )
    record.add_entry(
        incident=incident,
        kind=Entry.Kind.ROLE,
        text=_line(role, [person], None) + (f" ({why})" if why else ""),
        at=now,
        by=by,
        data={"role": role.slug, "from": [person.pk], "to": None},
    )
    effects.show(incident)
    return incident


def _may_have(person: Person) -> None:
    if not person.is_active:
        raise Mistake(
            f"{person.name} has left: name somebody who is here.", field="people"
        )
    if channels.is_guest(person):
        raise Mistake(
            f"{person.name} is a guest of the workspace: name a member.", field="people"
        )


def _may_go(
    incident: Incident, role: IncidentRole, person: Person, *, if_vacant: bool
) -> None:
    """Raises Mistake when the person has it, or somebody who is to keep it."""
    does = "leads" if role.slug == LEAD else f"is {role.name} of"
    for holder in _holders(incident, role):
        if holder == person or (if_vacant and role.is_single):
            raise Mistake(
                f"{holder.name} {does} {incident.reference} already.", field="people"
            )


def _holders(incident: Incident, role: IncidentRole) -> list[Person]:
    if role.slug == LEAD:
        return [incident.lead] if incident.lead else []
    current = Assignment.objects.filter(incident=incident, role=role).current()
    return [each.person for each in current.select_related("person")]


def _hand_over(
    incident: Incident,
    role: IncidentRole,
    person: Person,
    *,
    by: Person,
    now: datetime,
) -> list[Person]:
    """Change who has it; answers who has it no more."""
    before = _holders(incident, role) if role.is_single else []
    if role.slug == LEAD:
        incident.lead = person
        incident.save(update_fields=["lead"])
        return before
    if role.is_single:
        held = Assignment.objects.filter(incident=incident, role=role)
        held.current().update(until=now)
    Assignment.objects.create(
        incident=incident,
        role=role,
        person=person,
        by=by,
        since=now,
        is_single=role.is_single,
    )
    return before


def _line(role: IncidentRole, before: list[Person], person: Person | None) -> str:
    """`Comms: Ada → Ben`; of a role for many, who came or went."""
    if role.is_single:
        had = ", ".join(each.name for each in before) or "nobody"
        return f"{role.name}: {had} → {person.name if person else 'nobody'}"
    if person is not None:
        return f"{role.name}: {person.name}"
    return f"{role.name} no more: {', '.join(each.name for each in before)}"
