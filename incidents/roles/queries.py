"""Which roles there are, and who has them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.roles.models import LEAD, Assignment, IncidentRole
from incidents.values import Mistake


@dataclass(frozen=True)
class Held:
    """A role of an incident and who has it, in the order in which they came."""

    role: IncidentRole
    people: tuple[Person, ...] = ()

    @property
    def is_vacant(self) -> bool:
        return not self.people


def roles() -> list[IncidentRole]:
    """The roles that can be taken, in their order."""
    return list(IncidentRole.objects.filter(is_active=True))


def taken(incident: Incident) -> list[Held]:
    """The roles beside the lead that somebody has, with their holders."""
    if not _any_taken(incident):
        return []
    found = _current(incident)
    among = list(dict.fromkeys(each.role for each in found))
    return arranged(among, [(each.role_id, each.person) for each in found], lead=None)


def _any_taken(incident: Incident) -> bool:
    """By hand: every card asks, and most have none."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [incident.pk])
        return bool(cursor.fetchone()[0])


_TAKEN = """
SELECT EXISTS (
    SELECT FROM incidents_assignment WHERE incident_id = %s AND until IS NULL)
"""


def held(incident: Incident) -> list[Held]:
    """Each role that can be taken or is held, with its holders."""
    found = _current(incident)
    extra = (each.role for each in found if not each.role.is_active)
    return arranged(
        sorted({*roles(), *extra}, key=lambda role: (role.rank, role.name)),
        [(each.role_id, each.person) for each in found],
        lead=incident.lead,
    )


def _current(incident: Incident) -> list[Assignment]:
    current = Assignment.objects.filter(incident=incident).current()
    return list(current.select_related("role", "person"))


def arranged(
    among: Iterable[IncidentRole],
    holders: Sequence[tuple[int, Person]],
    *,
    lead: Person | None,
) -> list[Held]:
    """Holders by role. The lead's is `lead`, whatever `holders` say. Pure."""
    return [
        Held(
            role,
            tuple(filter(None, [lead]))
            if role.slug == LEAD
            else tuple(person for pk, person in holders if pk == role.pk),
        )
        for role in among
    ]


def named(text: str) -> IncidentRole:
    """The role that begins so, by slug or name. Raises Mistake, naming the roles."""
    wanted = " ".join(text.lower().split())
    known = IncidentRole.objects.all()
    exact = [r for r in known if wanted in (r.slug, r.name.lower())]
    begins = [r for r in known if wanted and r.is_active and _begins(r, wanted)]
    found = exact or begins
    if len(found) == 1 and found[0].is_active:
        return found[0]
    raise Mistake(_unknown(text, exact, begins), field="role")


def of_slug(slug: str) -> IncidentRole:
    """The role, used or not: what is not given any more is still given up. Raises
    Mistake, naming the roles.
    """
    found = IncidentRole.objects.filter(slug=slug.lower()).first()
    return found or named(slug)


def _begins(role: IncidentRole, start: str) -> bool:
    return role.slug.startswith(start) or role.name.lower().startswith(start)


def _unknown(
    text: str, exact: Sequence[IncidentRole], begins: Sequence[IncidentRole]
) -> str:
    names = ", ".join(role.slug for role in roles())
    shown = text[:40]
    if not shown.strip():
        said = "Name a role"
    elif exact:
        said = f"{exact[0].name} is not used any more"
    elif len(begins) > 1:
        said = f"“{shown}” can be {' or '.join(role.slug for role in begins)}"
    else:
        said = f"There is no role “{shown}”"
    return f"{said}. The roles are: {names}."
