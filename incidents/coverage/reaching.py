"""Whom a policy would reach at one moment, by the walk that runs take. Pure.

Only who can be rung counts: a verified phone, and no leave. A Slack message and an
e-mail go out as well, but wake nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from incidents.contacts.models import Way
from incidents.contacts.values import Planned
from incidents.escalation.values import Level, Standing
from incidents.escalation.walk import walk
from incidents.policies import steps
from incidents.policies.values import Facts, FrozenPolicy, Target
from incidents.values import Severity

RUNG = (Way.CALL, Way.SMS)
# Unset comes first: it is what most alerts bring.
SEVERITIES = ("", *(each.value for each in Severity))
# Of people who take turns, so many turns are looked at.
TURNS = 120
REASON = 300


@dataclass(frozen=True, slots=True)
class Reach:
    """`ways` to somebody; `away` are those on leave, with what for."""

    ways: Callable[[Target], Sequence[Planned]]
    away: Mapping[int, str]

    def lost(self, target: Target) -> str:
        """Why they are not reached; empty when they are."""
        if target.person in self.away:
            reason = self.away[target.person or 0]
            return f"{target.name} is away" + (f" ({reason})" if reason else "")
        if not any(each.way in RUNG for each in self.ways(target)):
            return f"{target.name} has no verified phone"
        return ""


def missing(
    policy: FrozenPolicy, reach: Reach, facts: Callable[[str, int], Facts]
) -> dict[str, str]:
    """The severities of which nobody would be reached, and why; empty is well.

    `facts` are those of a severity and a turn.
    """
    found: dict[str, str] = {}
    for severity in SEVERITIES:
        for turn in range(turns(policy)):
            why = _missing(policy, reach, facts(severity, turn))
            if why:
                found[severity] = why
                break
    return found


def turns(policy: FrozenPolicy) -> int:
    """How many runs it takes until everybody who takes turns had every turn."""
    in_turn = [step for step in policy.steps if steps.needs(step).turn]
    sizes = [len(step.settings.get("people") or ()) for step in in_turn]
    return min(prod(max(size, 1) for size in sizes), TURNS)


def _missing(policy: FrozenPolicy, reach: Reach, facts: Facts) -> str:
    """Why no level of its first round reaches anybody; empty when one does."""
    standing, passed = Standing(), list[Level]()
    wanted: dict[str, str] = {}

    def can_reach(target: Target) -> bool:
        lost = reach.lost(target)
        if lost:
            wanted[target.name] = lost
        return not lost

    while standing.repeated == 0:
        walked = walk(policy, standing, facts, can_reach)
        if any(level.targets for level in walked.levels if level.repeated == 0):
            return ""
        passed += [level for level in walked.levels if level.repeated == 0]
        if walked.wait is None:
            break
        standing = walked.standing
    return _why(policy, passed, wanted, facts)


def _why(
    policy: FrozenPolicy, passed: list[Level], lost: Mapping[str, str], facts: Facts
) -> str:
    """What is missing on each level; who was found and is not reached comes last."""
    if not passed:
        return f"“{policy.name}” has no steps"
    reasons = [each for level in passed for each in _missing_on(policy, level, facts)]
    text = "; ".join(dict.fromkeys([*reasons, *lost.values()]))
    text = text or f"“{policy.name}” pages nobody"
    return text if len(text) <= REASON else f"{text[: REASON - 1]}…"


def _missing_on(policy: FrozenPolicy, level: Level, facts: Facts) -> list[str]:
    if level.skipped:
        return [level.reasons[-1]]
    decided = [steps.decide(step, facts) for step in policy.levels[level.place]]
    return [each.reason for each in decided if each.gap]
