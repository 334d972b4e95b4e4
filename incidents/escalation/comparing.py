"""Whom a policy asks in the next 14 days, before a change and after it.

Both are looked at at every hand-over of the schedules they name, by the functions that
page. Levels that count at some times alone are compared with that condition.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from incidents.escalation.guide import Known, Stage
from incidents.escalation.telling import minutes
from incidents.escalation.values import House
from incidents.oncall import queries as oncall
from incidents.oncall.models import Role
from incidents.policies import steps
from incidents.policies.values import FrozenPolicy

AHEAD = timedelta(days=14)
# So many hand-overs are looked at; whoever has more sees the first of them.
MOST_EDGES = 150
OLD, NEW = 0, 1


@dataclass(frozen=True, slots=True)
class Change:
    """From then until then (UTC) others are asked: a line for each level."""

    starts: datetime
    ends: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`gained` are asked and were not before, `lost` the other way round; names."""

    changes: tuple[Change, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def compare(
    before: FrozenPolicy | None, after: FrozenPolicy, *, at: datetime, house: House
) -> Comparison:
    """What is different from `at` (UTC) on. Without `before` nobody was asked."""
    both = {NEW: after} | ({OLD: before} if before else {})
    found: list[Change] = []
    old_names: set[str] = set()
    new_names: set[str] = set()
    for starts, ends in pairwise(_edges(both.values(), at)):
        known = Known(both, {}, starts, house)
        old = known.stages(OLD) if before else ()
        new = known.stages(NEW)
        old_names |= {one.name for each in old for one in each.called}
        new_names |= {one.name for each in new for one in each.called}
        one, other = _lines(old), _lines(new)
        if one == other:
            continue
        last = found[-1] if found else None
        goes_on = last and (last.ends, last.before, last.after) == (starts, one, other)
        since = found.pop().starts if goes_on else starts
        found.append(Change(since, ends, one, other))
    return Comparison(
        tuple(found),
        gained=tuple(sorted(new_names - old_names)),
        lost=tuple(sorted(old_names - new_names)),
    )


def _edges(policies: Iterable[FrozenPolicy], at: datetime) -> list[datetime]:
    """When somebody else may be asked than the moment before."""
    needs = [steps.needs(step) for policy in policies for step in policy.steps]
    schedules = {pk for each in needs for pk in each.schedules}
    roles = {pk for each in needs for pk in each.roles}
    filled = Role.objects.filter(pk__in=roles, schedule__isnull=False)
    schedules |= set(filled.values_list("schedule", flat=True))
    until = at + AHEAD
    edges = {at, until}
    for shift in oncall.of_schedules(schedules, at, until):
        edges |= {each for each in (shift.starts, shift.ends) if at < each < until}
    return sorted(edges)[: MOST_EDGES + 1]


def _lines(stages: Iterable[Stage]) -> tuple[str, ...]:
    """`after 5 min: Grace, only for SEV1`, one a level."""
    found: list[str] = []
    later = timedelta()
    for stage in stages:
        when = f"after {minutes(later)}" if later else "at once"
        asked = [*(one.name for one in stage.called), *stage.does]
        missing = "; ".join(stage.missing)
        nobody = f"nobody ({missing})" if missing else "nobody"
        only = f" ({'; '.join(stage.only)})" if stage.only else ""
        found.append(f"{when}: {', '.join(asked) or nobody}{only}")
        later += stage.before_next
    return tuple(found)
