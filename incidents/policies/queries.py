"""Policies to choose from, and what their steps say."""

from collections.abc import Iterable, Mapping

from incidents.channels.models import Conversation, UserGroup
from incidents.oncall.models import Role, Schedule
from incidents.people.models import Person, Team
from incidents.policies import steps
from incidents.policies.fields import ids, read
from incidents.policies.models import Policy
from incidents.policies.steps import Names
from incidents.policies.values import FrozenPolicy, FrozenStep
from incidents.values import Mistake


def default_of(team: int) -> Policy | None:
    return Policy.objects.filter(team=team, is_default=True).first()


def names_of(policies: Iterable[FrozenPolicy]) -> Names:
    """The names of all rows that these policies name."""
    wanted: dict[str, set[int]] = {}
    for policy in policies:
        for step in policy.steps:
            for row, numbers in _ids(step).items():
                wanted.setdefault(row, set()).update(numbers)
    known: dict[tuple[str, int], str] = {}
    people = Person.objects.filter(pk__in=wanted.get("person", ()))
    known |= {("person", each.pk): each.name for each in people}
    roles = Role.objects.filter(pk__in=wanted.get("role", ()))
    known |= {("role", each.pk): each.name for each in roles}
    schedules = Schedule.objects.filter(pk__in=wanted.get("schedule", ()))
    known |= {("schedule", each.pk): each.name for each in schedules}
    teams = Team.objects.filter(pk__in=wanted.get("team", ()))
    known |= {("team", each.pk): each.name for each in teams}
    known |= _places(wanted)
    return Names(known)


def _places(wanted: Mapping[str, set[int]]) -> dict[tuple[str, int], str]:
    """What Slack has; asked only where a policy names it."""
    known: dict[tuple[str, int], str] = {}
    if numbers := wanted.get("channel"):
        channels = Conversation.objects.filter(pk__in=numbers)
        known |= {("channel", each.pk): str(each) for each in channels}
    if numbers := wanted.get("user group"):
        groups = UserGroup.objects.filter(pk__in=numbers)
        known |= {("user group", each.pk): str(each) for each in groups}
    return known


def describe(step: FrozenStep, names: Names) -> str:
    """A step in a few words."""
    try:
        kind = steps.find(step.kind)
        return kind.describe(kind.read(step.settings), names)
    except Mistake as error:
        return f"a step that cannot be read: {error.message}"


def _ids(step: FrozenStep) -> dict[str, set[int]]:
    try:
        kind = steps.find(step.kind)
        return ids(kind.fields, read(kind.fields, step.settings))
    except Mistake:
        return {}
