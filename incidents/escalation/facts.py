"""What the steps of many policies look at, gathered in a few queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec import Struct

from incidents import ports
from incidents.channels.models import Conversation, UserGroup
from incidents.channels.queries import problem_of
from incidents.contacts import queries as contacts
from incidents.contacts.models import Importance
from incidents.contacts.values import Planned
from incidents.escalation.values import House
from incidents.oncall import queries as oncall
from incidents.oncall import roles
from incidents.oncall.models import Role, Schedule
from incidents.oncall.values import Filled
from incidents.people.mailboxes import mailbox_of
from incidents.people.models import Membership, Person, Team
from incidents.policies import steps
from incidents.policies.values import (
    Facts,
    FrozenPolicy,
    Named,
    Needs,
    OnCall,
    Place,
    Target,
)

Ways = Mapping[tuple[str, int], tuple[Planned, ...]]


class Asked(Struct, frozen=True):
    """A walk that facts are gathered for. `turn` counts its policy's earlier runs."""

    policy: FrozenPolicy
    incident: int
    severity: str
    importance: Importance
    turn: int = 0
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything at one moment; `ways` to people and contacts, by importance."""

    shared: Facts
    ways: Mapping[Importance, Ways] = field(default_factory=dict)
    alerts: Mapping[int, Sequence[datetime]] = field(default_factory=dict)

    def of(self, asked: Asked) -> Facts:
        shared = self.shared
        return Facts(
            at=shared.at,
            severity=asked.severity,
            people=shared.people,
            roles=shared.roles,
            schedules=shared.schedules,
            teams=shared.teams,
            catch_all=shared.catch_all,
            alerts=tuple(self.alerts.get(asked.incident, ())),
            turn=asked.turn,
            channels=shared.channels,
            groups=shared.groups,
            mailboxes=shared.mailboxes,
            is_private=asked.is_private,
            offers=shared.offers,
        )

    def ways_to(self, target: Target, importance: Importance) -> tuple[Planned, ...]:
        return self.ways.get(importance, {}).get(target.key, ())


def gather(asked: Iterable[Asked], at: datetime, house: House) -> Gathered:
    """The facts of all these walks at once."""
    walks = list(asked)
    needs = _needs(walks)
    team = house.catch_all() if needs.catch_all else None
    teams = _teams({*needs.teams, *([team] if team else [])})
    shared = Facts(
        at=at,
        people=_people(needs.people),
        roles=_roles(needs.roles, at),
        schedules=_schedules(needs.schedules, at),
        teams=teams,
        catch_all=teams.get(team or 0, Facts(at).catch_all),
        channels=_channels(needs.channels),
        groups=_groups(needs.groups),
        mailboxes=_mailboxes(needs.mailboxes),
        offers=ports.offers(),
    )
    alerts: Mapping[int, Sequence[datetime]] = {}
    if needs.alerts_for:
        alerts = house.alerts([each.incident for each in walks], at - needs.alerts_for)
    return Gathered(shared, _ways(shared, {each.importance for each in walks}), alerts)


def needs_turn(policy: FrozenPolicy) -> bool:
    """Whether it matters how often the policy was walked before."""
    return any(steps.needs(each).turn for each in policy.steps)


def _needs(walks: Sequence[Asked]) -> Needs:
    policies = {id(walk.policy): walk.policy for walk in walks}.values()
    every = [steps.needs(step) for policy in policies for step in policy.steps]
    return Needs(
        people=tuple({pk for each in every for pk in each.people}),
        roles=tuple({pk for each in every for pk in each.roles}),
        schedules=tuple({pk for each in every for pk in each.schedules}),
        teams=tuple({pk for each in every for pk in each.teams}),
        catch_all=any(each.catch_all for each in every),
        channels=tuple({pk for each in every for pk in each.channels}),
        groups=tuple({pk for each in every for pk in each.groups}),
        mailboxes=tuple({pk for each in every for pk in each.mailboxes}),
        alerts_for=max((each.alerts_for for each in every), default=timedelta()),
    )


def _people(ids: Collection[int]) -> dict[int, Target]:
    if not ids:
        return {}
    rows = Person.objects.filter(pk__in=ids, is_active=True)
    return {
        pk: Target(name, f"The policy names {name}", person=pk)
        for pk, name in rows.values_list("pk", "name")
    }


def _roles(ids: Collection[int], at: datetime) -> dict[int, Named]:
    if not ids:
        return {}
    filled = roles.fill(ids, at)
    names = Role.objects.filter(pk__in=ids).values_list("pk", "name")
    return {
        pk: Named(name, (_filled(filled[pk]),) if pk in filled else ())
        for pk, name in names
    }


def _filled(found: Filled) -> Target:
    return Target(found.name, found.reason, found.person, found.contact)


def _schedules(ids: Collection[int], at: datetime) -> dict[int, Named]:
    if not ids:
        return {}
    on_call = oncall.holders(ids, at)
    names = Schedule.objects.filter(pk__in=ids).values_list("pk", "name")
    return {
        pk: Named(
            name,
            on_call=tuple(
                OnCall(each.person, each.name, each.position, each.reason)
                for each in on_call.get(pk, ())
            ),
        )
        for pk, name in names
    }


def _teams(ids: Collection[int]) -> dict[int, Named]:
    if not ids:
        return {}
    people: dict[int, list[Target]] = {}
    rows = Membership.objects.filter(team__in=ids, person__is_active=True)
    for row in rows.select_related("person", "team").order_by("person__name", "pk"):
        target = Target(
            row.person.name, f"In the team {row.team.name}", person=row.person_id
        )
        people.setdefault(row.team_id, []).append(target)
    names = Team.objects.filter(pk__in=ids).values_list("pk", "name")
    return {pk: Named(name, tuple(people.get(pk, ()))) for pk, name in names}


def _channels(ids: Collection[int]) -> dict[int, Place]:
    if not ids:
        return {}
    rows = Conversation.objects.filter(pk__in=ids)
    return {each.pk: Place(str(each), problem_of(each)) for each in rows}


def _groups(ids: Collection[int]) -> dict[int, Place]:
    if not ids:
        return {}
    rows = UserGroup.objects.filter(pk__in=ids)
    gone = "is switched off in Slack"
    return {
        each.pk: Place(str(each), gone if each.is_disabled else "") for each in rows
    }


def _mailboxes(ids: Collection[int]) -> dict[int, Place]:
    if not ids:
        return {}
    rows = Team.objects.filter(pk__in=ids)
    lacks = "has no e-mail, and TEAM_EMAIL is not set"
    return {
        each.pk: Place(each.name, "" if mailbox_of(each) else lacks) for each in rows
    }


def _ways(shared: Facts, importances: Iterable[Importance]) -> dict[Importance, Ways]:
    """How everybody who may be paged is reached."""
    people, others = _everybody(shared)
    called = contacts.reach_contacts(others) if others else {}
    found: dict[Importance, Ways] = {}
    for importance in importances:
        known = contacts.reach(people, importance) if people else {}
        found[importance] = {
            **{("person", pk): ways for pk, ways in known.items()},
            **{("contact", pk): ways for pk, ways in called.items()},
        }
    return found


def _everybody(shared: Facts) -> tuple[set[int], set[int]]:
    named = [*shared.roles.values(), *shared.teams.values(), shared.catch_all]
    targets = [*shared.people.values(), *(t for each in named for t in each.targets)]
    people = {each.person for each in targets if each.person is not None}
    people |= {h.person for each in shared.schedules.values() for h in each.on_call}
    return people, {each.contact for each in targets if each.contact is not None}
