"""Which status may follow which, and the times that go with it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from incidents.values import OPEN, Mistake, Status

ORDER = (*OPEN, Status.RESOLVED, Status.POST_INCIDENT, Status.CLOSED)
ENDED = (Status.RESOLVED, Status.POST_INCIDENT, Status.CLOSED)


class IllegalTransition(Mistake):
    """The status asked for cannot follow the present one; says what can."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="status")


@dataclass(frozen=True)
class Change:
    """The times to set and to clear with a change of status; UTC."""

    status: Status
    times: Mapping[Status, datetime | None]


def allowed(current: Status) -> tuple[Status, ...]:
    """What may follow, in the order of an incident's life."""
    if current is Status.TRIAGE:
        return (Status.INVESTIGATING, Status.FIXING, Status.MONITORING, Status.RESOLVED)
    if current in OPEN:
        active = (s for s in OPEN if s not in (current, Status.TRIAGE))
        return (*active, Status.RESOLVED)
    return {
        Status.RESOLVED: (
            Status.POST_INCIDENT,
            Status.CLOSED,
            Status.INVESTIGATING,
        ),
        Status.POST_INCIDENT: (Status.CLOSED, Status.INVESTIGATING),
        Status.CLOSED: (Status.INVESTIGATING,),
        Status.DECLINED: (Status.INVESTIGATING,),
    }.get(current, ())


def change(
    current: Status,
    wanted: Status,
    *,
    reached: Mapping[Status, datetime],
    at: datetime,
    name: str = "It",
) -> Change:
    """What a change of status does. Raises IllegalTransition about `name`.

    Times never run backwards: `at` counts as no earlier than the last time reached.
    Going forward back-fills what was skipped; going back clears what lies ahead.
    """
    if wanted not in allowed(current):
        raise IllegalTransition(_refusal(name, current, wanted))
    at = max([at, *reached.values()])
    rank = ORDER.index(wanted)
    times: dict[Status, datetime | None] = {
        s: at for s in ORDER[: rank + 1] if s not in reached and s in _filled(wanted)
    }
    times |= {s: None for s in ORDER[rank + 1 :] if s in reached}
    if rank < _rank(current):
        times[wanted] = reached.get(wanted, at)
    return Change(status=wanted, times=times)


def _rank(status: Status) -> int:
    return ORDER.index(status) if status in ORDER else len(ORDER)


def _filled(wanted: Status) -> tuple[Status, ...]:
    """The stages that reaching `wanted` implies: no review without being one."""
    if wanted is Status.CLOSED:
        return tuple(s for s in ORDER if s is not Status.POST_INCIDENT)
    return ORDER


def _refusal(name: str, current: Status, wanted: Status) -> str:
    if wanted is current:
        return f"{name} is {current.label.lower()} already."
    options = allowed(current)
    if not options:
        return f"{name} is {current.label.lower()}, which is final."
    first = ""
    if wanted is Status.CLOSED and current.is_open:
        first = " Resolve it first: with its button, or `resolve` and what fixed it."
    names = ", ".join(s.label.lower() for s in options)
    return (
        f"{name} is {current.label.lower()} and cannot become {wanted.label.lower()}. "
        f"Next can be: {names}.{first}"
    )
