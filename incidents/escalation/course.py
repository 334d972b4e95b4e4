"""How a run would go while nobody acknowledges, level by level, without writing.

The same walk that a run takes, of the facts as they are at the time of each level.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.calendars.queries import coverage_mode
from incidents.calendars.values import Coverage, Mode
from incidents.catalog.models import Service
from incidents.contacts.models import Way
from incidents.contacts.values import Planned
from incidents.escalation import telling
from incidents.escalation.facts import Asked, Gathered, gather
from incidents.escalation.modes import delay, importance_of, mode_of
from incidents.escalation.telling import minutes
from incidents.escalation.values import House, Level, Standing
from incidents.escalation.walk import walk
from incidents.policies.values import FrozenPolicy, Target

# So often may a service not be monitored before we stop looking.
PAUSES = 12


@dataclass(frozen=True, slots=True)
class Walking:
    """A policy to walk, for a service and a severity that may change as time passes.

    `incident` is an id, 0 for none yet; `turn` counts the policy's runs before.
    """

    policy: FrozenPolicy
    service: Service | None
    severity: Callable[[datetime], str]
    incident: int = 0
    turn: int = 0
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Would:
    """A level as it would come, `at` (UTC): `people` are whom it would page, in which
    ways, and what else it would do; `mode` says how and why; `waited` what kept it
    waiting before. `wait` is before the next level; None where that comes at once, or
    nothing is left.
    """

    at: datetime
    level: Level
    people: tuple[str, ...]
    mode: str
    waited: str = ""
    wait: timedelta | None = None


def course(
    walking: Walking, at: datetime, house: House, *, rounds: int | None = None
) -> Iterator[Would]:
    """Its levels from `at` (UTC) on; of so many rounds, or of all there are."""
    standing = Standing()
    wait: timedelta | None = timedelta()
    last = walking.policy.repeats if rounds is None else rounds - 1
    declared = ""
    while wait is not None and standing.repeated <= last:
        at, waited, covered = _watched(walking, at)
        severity = _worse(walking.severity(at), declared)
        mode, reason = mode_of(severity, covered)
        asked = Asked(
            walking.policy,
            walking.incident,
            severity,
            importance_of(mode),
            walking.turn,
            walking.is_private,
        )
        gathered = gather([asked], at, house)
        walked = walk(
            walking.policy, standing, gathered.of(asked), _Ways(gathered, asked)
        )
        for level in walked.levels:
            if level.repeated <= last:
                yield Would(
                    at=at,
                    level=level,
                    people=_people(level, asked, gathered, mode),
                    mode=f"{mode.label}: {reason}",
                    waited=waited,
                    wait=walked.wait if level is walked.levels[-1] else None,
                )
                waited = ""
            declared = _worse(level.severity, declared)
        standing, wait = walked.standing, walked.wait
        at += wait or timedelta()


def _worse(one: str, other: str) -> str:
    """The more severe of them; unset is the least."""
    return min(filter(None, (one, other)), default="")


def _watched(walking: Walking, at: datetime) -> tuple[datetime, str, Coverage | None]:
    """When it is monitored again, as a run waits for that, and what is said of it."""
    waited = ""
    covered = _coverage(walking.service, at)
    for _ in range(PAUSES):
        if covered is None or covered.mode != Mode.DO_NOT_MONITOR:
            break
        waited = waited or f"Paging waits. {covered.reason}"
        at = covered.until
        covered = _coverage(walking.service, at)
    return at, waited, covered


def _coverage(service: Service | None, at: datetime) -> Coverage | None:
    return coverage_mode(service, at) if service else None


@dataclass(frozen=True, slots=True)
class _Ways:
    """Whether there is any way to somebody."""

    gathered: Gathered
    asked: Asked

    def __call__(self, target: Target) -> bool:
        return bool(self.gathered.ways_to(target, self.asked.importance))


def _people(
    level: Level, asked: Asked, gathered: Gathered, mode: str
) -> tuple[str, ...]:
    paged = (
        f"{each.name} ({_ways(gathered.ways_to(each, asked.importance), mode)})"
        for each in level.targets
    )
    return (*paged, *telling.others(level))


def _ways(ways: Sequence[Planned], mode: str) -> str:
    return ", ".join(Way(each.way).label + _after(delay(each, mode)) for each in ways)


def _after(wait: timedelta) -> str:
    return f" after {minutes(wait)}" if wait else ""
