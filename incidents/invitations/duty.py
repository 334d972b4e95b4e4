"""Who is on call for an incident's service: whom its policy would ask first."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from incidents.catalog.models import Service
from incidents.escalation.choosing import Starting, choose
from incidents.invitations.values import Invite
from incidents.oncall import queries as oncall
from incidents.oncall.models import Role, Schedule
from incidents.oncall.values import Holder, position_name
from incidents.people.models import Person
from incidents.policies import steps
from incidents.policies.freezing import freeze, thaw
from incidents.policies.values import Facts, FrozenPolicy, FrozenStep
from incidents.record.models import Incident
from incidents.values import Mistake

Place = tuple[int, int]  # a schedule's id, and a position of it


def on_call(incident: Incident, at: datetime) -> list[Invite]:
    """Those on the first level of the policy of its service or its team that finds
    somebody on call `at` (UTC), by a schedule or a role. Further levels are for when
    nobody answers.

    A level for other severities or times is left out, and so is one for many alerts.
    """
    policy = _policy(incident.service)
    facts = Facts(at=at, severity=incident.severity)
    for level in policy.levels if policy else ():
        if any(steps.decide(each, facts).skip for each in level if _is_gate(each)):
            continue
        if found := list(_on_level(level, at)):
            return found
    return []


def _policy(service: Service | None) -> FrozenPolicy | None:
    if service is None:
        return None
    starting = Starting(Incident(service=service))
    (chosen,) = choose([starting], {service.pk: service}, catch_all=None)
    return thaw(freeze(chosen.policy)) if chosen.policy else None


def _is_gate(step: FrozenStep) -> bool:
    kind = steps.kinds().get(step.kind)
    return kind is not None and kind.gate


def _on_level(level: Sequence[FrozenStep], at: datetime) -> Iterator[Invite]:
    places = [(each.schedule, each.position) for each in _settings("schedule", level)]
    if roles := [each.role for each in _settings("role", level)]:
        for role in Role.objects.filter(pk__in=roles).select_related("person"):
            if role.person is not None and role.person.is_active:
                yield Invite(role.person, f"fills the role “{role.name}”")
            elif role.schedule_id is not None:
                places.append((role.schedule_id, role.position))
    if places:
        yield from _holding(dict.fromkeys(places), at)


def _settings(kind: str, level: Sequence[FrozenStep]) -> Iterator[Any]:
    """Of the steps of this kind; one that cannot be read any more names nobody."""
    for step in level:
        if step.kind == kind:
            with suppress(Mistake):
                yield steps.find(kind).read(step.settings)


def _holding(places: Collection[Place], at: datetime) -> Iterator[Invite]:
    names = Schedule.objects.in_bulk({schedule for schedule, _ in places})
    holders = oncall.holders(names, at)
    found = [
        (holder, names[schedule].name)
        for schedule, position in places
        for holder in holders.get(schedule, ())
        if holder.position == position
    ]
    people = Person.objects.in_bulk({holder.person for holder, _ in found})
    for holder, name in found:
        yield Invite(people[holder.person], _why(holder, name))


def _why(holder: Holder, schedule: str) -> str:
    until = f" until {holder.until:%-d %b %H:%M} UTC" if holder.until else ""
    return f"on call as {position_name(holder.position)} of “{schedule}”{until}"
