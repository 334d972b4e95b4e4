"""An old incident under another policy: what its run would have done. Writes nothing.

Schedules, overrides, leave and calendars count as they were at each moment, as far as
they are still kept; policies, people and how they are reached as they are now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.escalation.course import Walking, Would, course
from incidents.escalation.models import Run
from incidents.escalation.values import House
from incidents.policies.freezing import freeze, thaw
from incidents.policies.models import Policy
from incidents.policies.queries import default_of
from incidents.record.models import Entry, Incident

ASSUMED = (
    "Nobody acknowledged any of these pages",
    "Layers of schedules are as they are now; overrides, leave and calendars as they "
    "were then",
    "People have the phones and wishes that they have now, and who has left is not "
    "there",
    "Silences, and people who asked for the next level, are left out",
)


@dataclass(frozen=True, slots=True)
class Walk:
    """A policy's levels, and why it was walked."""

    policy: str
    why: str
    levels: tuple[Would, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """A level that a run did take, `at` (UTC)."""

    at: datetime
    policy: str
    level: int
    paged: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """`began` is when it came; `taken` when somebody took it up or it was over, if
    that is so: what comes later would not have been. Times are UTC.
    """

    began: datetime
    taken: datetime | None
    by: str
    walks: tuple[Walk, ...]
    happened: tuple[Happened, ...]
    assumed: Sequence[str] = ASSUMED


def replay(*, incident: Incident, policy: Policy, house: House) -> Replay:
    """This policy from the incident's start, and what the catch-all's would add."""
    walks = [_walk(incident, policy, "It is chosen", incident.declared_at, house)]
    catch_all = house.catch_all()
    further = default_of(catch_all) if catch_all else None
    if further is not None and further != policy:
        ends = _end(walks[0], incident.declared_at)
        why = "Nobody acknowledged, and it is the catch-all's"
        walks.append(_walk(incident, further, why, ends, house))
    return Replay(
        began=incident.declared_at,
        taken=_taken(incident),
        by=incident.acknowledged_by.name if incident.acknowledged_by else "",
        walks=tuple(walks),
        happened=tuple(_happened(incident)),
    )


def _walk(
    incident: Incident, policy: Policy, why: str, at: datetime, house: House
) -> Walk:
    before = Run.objects.filter(policy=policy, started_at__lt=incident.declared_at)
    walking = Walking(
        policy=thaw(freeze(policy)),
        service=incident.service,
        severity=_Severities(incident),
        incident=incident.pk,
        turn=before.count(),
        is_private=incident.is_private,
    )
    return Walk(policy.name, why, tuple(course(walking, at, house)))


def _end(walk: Walk, began: datetime) -> datetime:
    if not walk.levels:
        return began
    last = walk.levels[-1]
    return last.at + (last.wait or timedelta())


class _Severities:
    """How bad the incident was at a moment, of its timeline."""

    def __init__(self, incident: Incident) -> None:
        rows = Entry.objects.filter(incident=incident, kind=Entry.Kind.SEVERITY)
        self._changes = [
            (at, str(data.get("from") or ""), str(data.get("to") or ""))
            for at, data in rows.order_by("at", "pk").values_list("at", "data")
            if "to" in data
        ]
        self._now = incident.severity

    def __call__(self, at: datetime) -> str:
        if not self._changes:
            return self._now
        before = [to for changed, _, to in self._changes if changed <= at]
        return before[-1] if before else self._changes[0][1]


def _taken(incident: Incident) -> datetime | None:
    known = (incident.acknowledged_at, incident.resolved_at, incident.closed_at)
    return min((at for at in known if at is not None), default=None)


def _happened(incident: Incident) -> list[Happened]:
    runs = Run.objects.filter(incident=incident).order_by("pk")
    return [
        Happened(
            at=datetime.fromisoformat(each["at"]),
            policy=run.name,
            level=int(each["level"]),
            paged=tuple(each["paged"]),
            reasons=tuple(each["reasons"]),
        )
        for run in runs
        for each in run.decisions
    ]
