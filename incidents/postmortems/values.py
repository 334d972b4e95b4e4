"""What a post-mortem tells of its incident, as it was when somebody looked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from incidents.values import Mistake, Status

# The statuses that a chart shows, in the order of an incident's life.
WORKED = (
    Status.TRIAGE,
    Status.INVESTIGATING,
    Status.FIXING,
    Status.MONITORING,
)


class Weight(StrEnum):
    """How much a line of the timeline tells in a story of what happened."""

    UPDATE = "update"
    CHANGE = "change"
    NOTE = "note"
    OTHER = "other"


@dataclass(frozen=True)
class Line:
    """A line of the timeline that is shown. `text` names people; `at` is UTC."""

    at: datetime
    text: str
    who: str = ""
    weight: Weight = Weight.OTHER
    permalink: str = ""


@dataclass(frozen=True)
class Holder:
    """Who had a role, and from when until when; None: not known, or still."""

    role: str
    name: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class ToDo:
    """A follow-up: `status` is its label, `due_on` a day in its owner's zone."""

    title: str
    status: str
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Facts:
    """An incident, all its times in UTC. `now` is when somebody looked."""

    number: int
    title: str
    severity: str
    status: Status
    now: datetime
    declared_at: datetime
    declared_by: str = ""
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    service: str = ""
    team: str = ""
    summary: str = ""
    resolution: str = ""
    is_private: bool = False
    times: Mapping[Status, datetime] = field(default_factory=dict)
    people: tuple[Holder, ...] = ()
    others: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    reopened: tuple[datetime, ...] = ()
    to_dos: tuple[ToDo, ...] = ()

    @property
    def reference(self) -> str:
        return f"INC-{self.number}"

    @property
    def resolved_at(self) -> datetime | None:
        return self.times.get(Status.RESOLVED)

    @property
    def end(self) -> datetime:
        """When it was resolved; while it is open, when somebody looked."""
        return max(self.declared_at, self.resolved_at or self.now)


@dataclass(frozen=True)
class Phase:
    """How long an incident was in a status, up to being resolved."""

    status: Status
    since: datetime
    until: datetime

    @property
    def lasted(self) -> timedelta:
        return self.until - self.since


def phases(facts: Facts) -> list[Phase]:
    """From declared to resolved, one after another; what took no time is left out.

    Of an incident that was reopened, the times are those it has now.
    """
    known = {Status.TRIAGE: facts.declared_at, **facts.times}
    starts = [(s, min(known[s], facts.end)) for s in WORKED if s in known]
    found: list[Phase] = []
    for place, (status, since) in enumerate(starts):
        following = (later for _, later in starts[place + 1 :])
        until = min(following, default=facts.end)
        if until > since:
            found.append(Phase(status, since, until))
    return found


class Conflict(Mistake):
    """Somebody else saved meanwhile; nothing is lost, and nothing was saved."""

    def __init__(self, *, version: int, text: str, who: str) -> None:
        super().__init__(
            f"{who} saved version {version} meanwhile: nothing of yours is saved yet. "
            "Compare both texts, then save again.",
            field="text",
        )
        self.version = version
        self.text = text
        self.who = who
