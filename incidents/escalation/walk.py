"""One step of a walk through a frozen policy: pure, so that a dry-run takes the same.

Of the levels it goes through, the last one pages somebody or waits; whoever comes
before had nobody to page, and is left at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from incidents.escalation.values import Level, Standing, Walked
from incidents.policies import steps
from incidents.policies.values import (
    Decision,
    Facts,
    FrozenPolicy,
    FrozenStep,
    Notify,
    Target,
)

# Between two levels, where the policy names no wait.
USUAL_WAIT = timedelta(minutes=5)
Reachable = Callable[[Target], bool]


def walk(
    policy: FrozenPolicy, standing: Standing, facts: Facts, can_reach: Reachable
) -> Walked:
    """Go on from where it stands. `can_reach`: whether there is any way to somebody."""
    levels = policy.levels
    place, repeated = standing.place, standing.repeated
    passed: list[Level] = []
    while len(passed) < len(levels):
        if place >= len(levels):
            if repeated >= policy.repeats:
                break
            place, repeated = 0, repeated + 1
        level, wait = decide(levels[place], facts, can_reach, place, repeated)
        passed.append(level)
        place += 1
        if wait is not None:
            return Walked(tuple(passed), Standing(place, repeated), wait)
    # A whole round without anybody: further ones would find nobody either.
    return Walked(tuple(passed), Standing(place, repeated), None)


def decide(
    level: Sequence[FrozenStep],
    facts: Facts,
    can_reach: Reachable,
    place: int,
    repeated: int,
) -> tuple[Level, timedelta | None]:
    """What a level comes to, and how long the next one waits; None for not at all."""
    ordered = sorted(level, key=lambda step: not _is_gate(step))
    found = _Found()
    for step in ordered:
        decision = steps.decide(step, facts)
        found.add(decision, tells=_tells(step))
        if decision.skip:
            skipped = Level(
                level[0].level, place, repeated, (), tuple(found.reasons), skipped=True
            )
            return skipped, None
    lost = [each for each in found.targets.values() if not can_reach(each)]
    found.reasons += [f"There is no way to reach {each.name}" for each in lost]
    made = Level(
        number=level[0].level,
        place=place,
        repeated=repeated,
        targets=tuple(each for each in found.targets.values() if can_reach(each)),
        reasons=tuple(found.reasons),
        gap=found.gap or found.untold or bool(lost),
        notices=tuple(found.notices),
        severity=min(found.severities, default=""),
    )
    return made, _wait(made, found)


@dataclass
class _Found:
    """What the steps of a level come to. `gap` is about people, `untold` about a place
    that nothing can be told in.
    """

    reasons: list[str] = field(default_factory=list)
    targets: dict[tuple[str, int], Target] = field(default_factory=dict)
    notices: list[Notify] = field(default_factory=list)
    severities: list[str] = field(default_factory=list)
    waits: list[timedelta] = field(default_factory=list)
    gap: bool = False
    untold: bool = False

    def add(self, decision: Decision, *, tells: bool) -> None:
        self.reasons.append(decision.reason)
        self.gap = self.gap or (decision.gap and not tells)
        self.untold = self.untold or (decision.gap and tells)
        self.notices += [n for n in decision.notices if n not in self.notices]
        self.severities += [decision.severity] if decision.severity else []
        self.waits += [decision.wait] if decision.wait is not None else []
        for target in decision.targets:
            self.targets.setdefault(target.key, target)


def _wait(level: Level, found: _Found) -> timedelta | None:
    """A level that should page somebody and cannot waits for nobody, nor does one
    whose places cannot be told. Another severity is in force before what comes next.
    """
    if level.targets:
        return max(found.waits, default=USUAL_WAIT)
    at_once = timedelta(0) if level.severity else None
    if found.targets or found.gap or (found.untold and not found.notices):
        return at_once
    return max(found.waits, default=at_once)


def _tells(step: FrozenStep) -> bool:
    kind = steps.kinds().get(step.kind)
    return kind is not None and kind.tells


def _is_gate(step: FrozenStep) -> bool:
    kind = steps.kinds().get(step.kind)
    return kind is not None and kind.gate


def gaps(level: Level) -> bool:
    """Whether somebody should be told that nobody was there."""
    return level.gap and not level.targets
