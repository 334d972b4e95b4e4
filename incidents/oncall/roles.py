"""Who fills a team's role at a moment."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from incidents.oncall.models import Role
from incidents.oncall.overriding import check_position
from incidents.oncall.queries import holders
from incidents.oncall.values import Filled, Holder, position_name
from incidents.people.models import Person
from incidents.values import Mistake, clean_line

NAME_LIMIT = 80


def fill(roles: Collection[int], at: datetime) -> dict[int, Filled]:
    """Who fills each role, by its id. A role that nobody fills then is left out."""
    rows = Role.objects.filter(pk__in=roles)
    rows = rows.select_related("person", "contact", "schedule")
    found = list(rows)
    asked = {row.schedule_id for row in found if row.schedule_id is not None}
    on_call = holders(asked, at)
    filled = {row.pk: _filled(row, on_call) for row in found}
    return {pk: each for pk, each in filled.items() if each is not None}


def _filled(role: Role, on_call: dict[int, tuple[Holder, ...]]) -> Filled | None:
    if role.person is not None and role.person.is_active:
        return Filled(
            role.person.name, f"role “{role.name}” is theirs", person=role.person_id
        )
    if role.contact is not None and role.contact.is_active:
        return Filled(
            role.contact.name, f"role “{role.name}” is theirs", contact=role.contact_id
        )
    if role.schedule is None:
        return None
    for holder in on_call[role.schedule.pk]:
        if holder.position == role.position:
            where = f"{position_name(role.position)} of {role.schedule.name}"
            reason = f"role “{role.name}” is {where}: {holder.reason}"
            return Filled(holder.name, reason, person=holder.person)
    return None


@transaction.atomic
def save_role(*, role: Role, by: Person | None, now: datetime) -> Role:
    """Keep a team's role, new or changed, as it is filled in. Raises Mistake."""
    check_role(role)
    role.save()
    return role


def check_role(role: Role) -> None:
    """Clean its name; raises Mistake that names what is wrong with it."""
    role.name = clean_line(role.name, field="name", limit=NAME_LIMIT)
    filled = [role.person_id, role.contact_id, role.schedule_id]
    if sum(each is not None for each in filled) > 1:
        raise Mistake(
            "Choose one: a person, a contact or a schedule.", field="schedule"
        )
    if role.person is not None and not role.person.is_active:
        raise Mistake(f"{role.person.name} has left.", field="person")
    if role.contact is not None and role.contact.team_id != role.team_id:
        raise Mistake("Choose a contact of this team.", field="contact")
    if role.schedule is not None:
        check_position(role.schedule, role.position)


def words_of(role: Role) -> str:
    """Who fills it, whoever that is at a moment."""
    if role.person is not None:
        return role.person.name
    if role.contact is not None:
        return f"{role.contact.name} (contact)"
    if role.schedule is not None:
        return f"{position_name(role.position)} of {role.schedule.name}"
    return "nobody"
