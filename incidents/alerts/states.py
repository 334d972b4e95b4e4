"""What the pipeline works on in memory: alerts, groups and incidents as they become.

`planning.plan` changes these, and `applying.apply` writes what changed.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from incidents.alerts.models import Alert
from incidents.alerts.values import Signal
from incidents.values import OPEN, Status

DECISIONS_KEPT = 50
CHANGES_KEPT = 50
NAMED = 3
NOTES = 10
State = Alert.Status
# What is a problem for somebody: it keeps its incident open.
ACTIVE = frozenset({State.FIRING, State.ACKNOWLEDGED})


class Incoming(Struct, frozen=True):
    """A cleaned signal, for the service whose key brought it; `at` is when it came.

    `only_known`: it is about an alert that is there, and nothing otherwise.
    """

    signal: Signal
    service: int
    source: str
    at: datetime
    inbox_id: int | None = None
    only_known: bool = False


@dataclass(slots=True)
class AlertState:
    """An alert, as `Alert` has it; without `pk` while it is new.

    `incident` is one of the plan's. `entries` of decisions are JSON.
    """

    service: int
    source: str
    dedup_key: str
    title: str
    first_at: datetime
    last_at: datetime
    pk: int | None = None
    group_key: str = ""
    status: str = State.FIRING
    body: str = ""
    source_severity: str = ""
    severity: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    count: int = 1
    event_at: datetime | None = None
    resolved_at: datetime | None = None
    due_at: datetime | None = None
    is_flapping: bool = False
    changes: list[datetime] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    first_inbox_id: int | None = None
    last_inbox_id: int | None = None
    incident: "IncidentState | None" = None
    is_changed: bool = False

    @property
    def is_open(self) -> bool:
        return self.status != State.RESOLVED

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    def decide(self, step: str, reason: str, at: datetime, **data: Any) -> None:
        """Keep why; the latest DECISIONS_KEPT are kept, and the first one."""
        entry: dict[str, Any] = {"step": step, "reason": reason, "at": at.isoformat()}
        if data:
            entry["data"] = data
        self.decisions.append(entry)
        if len(self.decisions) > DECISIONS_KEPT:
            del self.decisions[1 : len(self.decisions) - DECISIONS_KEPT + 1]
        self.is_changed = True

    def changed(self, at: datetime, window: timedelta) -> int:
        """Note a change between firing and resolved; how many within the window."""
        self.changes = [each for each in self.changes if each > at - window]
        self.changes = [*self.changes, at][-CHANGES_KEPT:]
        self.is_changed = True
        return len(self.changes)


@dataclass(slots=True)
class Route:
    """Where a new incident is shown, whose it is, and why there."""

    team: int | None
    channel: int | None
    reason: str
    policy: str = ""
    people: tuple[int, ...] = ()


@dataclass(slots=True)
class IncidentState:
    """An incident and what becomes of it in this batch; without `pk` while new.

    `service` is where its alerts were sent, `others_open`: alerts that are not in
    memory are active. `labels` and `tags` are those of the alerts that joined it.
    Reasons are empty for what does not happen.
    """

    service: int
    title: str = ""
    pk: int | None = None
    status: str = Status.TRIAGE
    severity: str = ""
    is_private: bool = False
    by_person: bool = False
    severity_by_person: bool = False
    is_acknowledged: bool = False
    ended_at: datetime | None = None
    others_open: bool = False
    is_storm: bool = False
    summary: str = ""
    route: Route | None = None
    labels: list[dict[str, str]] = field(default_factory=list)
    tags: list[list[str]] = field(default_factory=list)
    reopening: str = ""
    resolving: str = ""
    raised: str = ""
    before: str = ""
    joined: list[str] = field(default_factory=list)
    joined_count: int = 0
    left: list[str] = field(default_factory=list)
    left_count: int = 0
    notes: list[str] = field(default_factory=list)
    acknowledged: str = ""
    is_touched: bool = False

    @property
    def is_open(self) -> bool:
        return bool(self.reopening) or self.status in OPEN

    def join(self, alert: AlertState) -> None:
        self.is_touched = True
        self.joined_count += 1
        if len(self.joined) < NAMED:
            self.joined.append(alert.title)
        self.labels.append(alert.labels)
        self.tags.append(alert.tags)

    def note(self, text: str) -> None:
        """A line of its own on the timeline; a batch adds NOTES at most."""
        if len(self.notes) < NOTES:
            self.notes.append(text)

    def leave(self, alert: AlertState) -> None:
        self.is_touched = True
        self.left_count += 1
        if len(self.left) < NAMED:
            self.left.append(alert.title)


@dataclass(slots=True)
class GroupState:
    """Which incident a group key leads to. `is_closed`: not any more."""

    service: int
    key: str
    incident: IncidentState
    opened_at: datetime
    pk: int | None = None
    is_storm: bool = False
    is_closed: bool = False
