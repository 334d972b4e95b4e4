"""Frozen facts and decisions of a policy. Pure: no step asks a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """A person or contact to page, and why just them, in words.

    One of `person` and `contact` is an id.
    """

    name: str
    why: str
    person: int | None = None
    contact: int | None = None

    @property
    def key(self) -> tuple[str, int]:
        if self.person is not None:
            return "person", self.person
        return "contact", self.contact or 0


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who has a position of a schedule, and which layer or override says so."""

    person: int
    name: str
    position: int
    reason: str


@dataclass(frozen=True, slots=True)
class Named:
    """A schedule, team or role by name, with who it stands for at the moment."""

    name: str
    targets: tuple[Target, ...] = ()
    on_call: tuple[OnCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where something can be told: a channel, a user group, a team's mailbox. Without
    a `problem` it can be; otherwise that ends a sentence that begins with its name.
    """

    name: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Notify:
    """A place to tell that is no person: nobody counts as reached by it.

    `kind` is that of its step, `name` what people call it, `settings` are the step's.
    """

    kind: str
    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What steps look at; all by id, as it is `at` (UTC).

    `people` and the targets of others are active ones alone. `alerts`: when the
    incident's alerts came. `turn` counts the policy's earlier runs. `catch_all` are
    those who take what nobody takes. `mailboxes` are by team. `offers` are the kinds of
    effects that providers carry out.
    """

    at: datetime
    severity: str = ""
    people: Mapping[int, Target] = field(default_factory=dict)
    roles: Mapping[int, Named] = field(default_factory=dict)
    schedules: Mapping[int, Named] = field(default_factory=dict)
    teams: Mapping[int, Named] = field(default_factory=dict)
    catch_all: Named = Named("the catch-all team")
    alerts: tuple[datetime, ...] = ()
    turn: int = 0
    channels: Mapping[int, Place] = field(default_factory=dict)
    groups: Mapping[int, Place] = field(default_factory=dict)
    mailboxes: Mapping[int, Place] = field(default_factory=dict)
    is_private: bool = False
    offers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Needs:
    """Which facts a step looks at, by id."""

    people: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    schedules: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    catch_all: bool = False
    alerts_for: timedelta = timedelta()
    turn: bool = False
    channels: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    mailboxes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a step says at its level, and why, in a sentence without a full stop.

    `wait`: before the next level; None says nothing about it. `skip`: the whole
    level is left out. `gap`: somebody should be there, and nobody is. `severity`: what
    it becomes, if it changes.
    """

    reason: str
    targets: tuple[Target, ...] = ()
    wait: timedelta | None = None
    skip: bool = False
    gap: bool = False
    notices: tuple[Notify, ...] = ()
    severity: str = ""


@dataclass(frozen=True, slots=True)
class FrozenStep:
    """A step as it was; `settings` are read by its kind."""

    level: int
    kind: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FrozenPolicy:
    """A policy as it was. The steps are in the order of their levels."""

    name: str
    repeats: int
    steps: tuple[FrozenStep, ...]

    @property
    def levels(self) -> tuple[tuple[FrozenStep, ...], ...]:
        """Steps of equal number together, ascending."""
        by: dict[int, list[FrozenStep]] = {}
        for step in self.steps:
            by.setdefault(step.level, []).append(step)
        return tuple(tuple(by[number]) for number in sorted(by))
