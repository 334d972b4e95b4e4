"""Making and changing policies."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Manager

from incidents.channels.models import Conversation, UserGroup
from incidents.channels.queries import problem_of
from incidents.oncall.models import Role, Schedule
from incidents.people.mailboxes import mailbox_of
from incidents.people.models import Person, Team
from incidents.policies import steps
from incidents.policies.fields import Field, Type, ids, read, stored
from incidents.policies.models import Policy, PolicyStep
from incidents.values import Mistake, clean_line

MOST_STEPS = 50
MOST_LEVEL = 99
MOST_REPEATS = 9
_ROWS: dict[str, Manager[Any]] = {
    "person": Person.objects,
    "role": Role.objects,
    "schedule": Schedule.objects,
    "team": Team.objects,
    "channel": Conversation.objects,
    "user group": UserGroup.objects,
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step as somebody asks for it."""

    kind: str
    level: int = 0
    settings: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def save(
    *,
    policy: Policy,
    steps: Sequence[Step],
    by: Person | None,
) -> Policy:
    """Write a policy with these steps in place of those it had; runs under way keep
    theirs. The seed saves without `by`. Raises Mistake, naming the field.
    """
    _admin(by)
    policy.name = clean_line(policy.name, field="name", limit=80)
    if not 0 <= policy.repeats <= MOST_REPEATS:
        raise Mistake(f"Repeats must be from 0 to {MOST_REPEATS}.", field="repeats")
    if len(steps) > MOST_STEPS:
        raise Mistake(f"A policy has at most {MOST_STEPS} steps.", field="steps")
    _check_default(policy)
    rows = [_checked(each) for each in steps]
    policy.save()
    policy.steps.all().delete()
    for row in rows:
        row.policy = policy
    PolicyStep.objects.bulk_create(rows)
    return policy


def check(step: Step) -> dict[str, Any]:
    """Its settings as they are kept. Raises Mistake, naming the field."""
    settings: dict[str, Any] = _checked(step).settings
    return settings


def _checked(step: Step) -> PolicyStep:
    kind = steps.find(step.kind)
    if not 0 <= step.level <= MOST_LEVEL:
        raise Mistake(f"Level must be from 0 to {MOST_LEVEL}.", field="level")
    settings = read(kind.fields, step.settings)
    if problem := kind.lacks():
        raise Mistake(problem, field="kind")
    for name, numbers in ids(kind.fields, settings).items():
        _exist(name, numbers)
    _can_be_told(kind.fields, settings)
    return PolicyStep(level=step.level, kind=kind.name, settings=stored(settings))


def _exist(name: str, numbers: Collection[int]) -> None:
    found = _ROWS[name].filter(pk__in=numbers).count()
    if found != len(numbers):
        raise Mistake(f"This {name} is not there. Choose another.", field=name)


def _can_be_told(fields: Collection[Field], settings: dict[str, Any]) -> None:
    """What would fail is not left for an incident to find out."""
    for each in fields:
        problem = _PROBLEMS.get(each.type, _no_problem)(settings[each.name])
        if problem:
            raise Mistake(f"{each.label}: it {problem}.", field=each.name)


def _no_problem(_: Any) -> str:
    return ""


def _of_channel(number: int) -> str:
    return problem_of(Conversation.objects.get(pk=number))


def _of_group(number: int) -> str:
    gone = UserGroup.objects.get(pk=number).is_disabled
    return "is switched off in Slack" if gone else ""


def _of_mailbox(number: int) -> str:
    if mailbox_of(Team.objects.get(pk=number)):
        return ""
    return "has no e-mail: give it one under Teams, or set TEAM_EMAIL"


_PROBLEMS: dict[Type, Callable[[Any], str]] = {
    Type.CHANNEL: _of_channel,
    Type.GROUP: _of_group,
    Type.MAILBOX: _of_mailbox,
}


def _check_default(policy: Policy) -> None:
    others = Policy.objects.filter(team=policy.team, is_default=True)
    if policy.is_default and others.exclude(pk=policy.pk).exists():
        raise Mistake("The team has a default policy already.", field="is_default")


def _admin(by: Person | None) -> None:
    if by is not None and not by.is_staff:
        raise Mistake("Only admins change policies.")
