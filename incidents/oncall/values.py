"""A rota as frozen values, and who is on call as it follows from them.

All moments are UTC and all stretches half-open: who holds until noon does not hold
at noon. Days, weeks and times of day are by the clock of the rota's zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

PRIMARY, SECONDARY = 1, 2
POSITIONS = {PRIMARY: "primary", SECONDARY: "secondary", 3: "tertiary"}


def position_name(position: int) -> str:
    """What people call it: primary, secondary, tertiary, position 4."""
    return POSITIONS.get(position, f"position {position}")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is on call in a position, from when to when, and why, in words.

    `since` or `until` is None where that lies beyond what was looked at.
    """

    person: int
    name: str
    position: int
    since: datetime | None
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A position of a schedule: who has it (None is a gap), and who does next."""

    position: int
    now: Holder | None
    following: Holder | None

    @property
    def place(self) -> str:
        """Primary, Secondary, ..., as a heading."""
        return position_name(self.position).capitalize()


@dataclass(frozen=True, slots=True)
class Hours:
    """Between two times of the days it starts on (0 is Monday).

    Equal times stand for the whole day, an end before the start is over midnight.
    """

    weekdays: frozenset[int]
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Turns:
    """A layer: people take turns of `length` hours, days or weeks (`rotation`).

    Hours are counted as they pass; days and weeks keep the clock time of `starts_at`.
    With `hours` it counts between them alone.
    """

    number: int
    name: str
    position: int
    rank: int
    rotation: str
    length: int
    starts_at: datetime
    people: tuple[int, ...]
    ends_at: datetime | None = None
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class Instead:
    """An override: this person, in one position or all of them (None)."""

    number: int
    person: int
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    position: int | None = None
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody's leave."""

    person: int
    starts_at: datetime
    ends_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rota:
    """All that decides who is on call; `gone` are those who left for good."""

    name: str
    zone: ZoneInfo
    layers: tuple[Turns, ...] = ()
    overrides: tuple[Instead, ...] = ()
    away: tuple[Away, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()

    def name_of(self, person: int) -> str:
        return self.names.get(person, f"person {person}")

    @property
    def positions(self) -> tuple[int, ...]:
        """Those that a layer fills; without layers the first alone."""
        return tuple(sorted({each.position for each in self.layers})) or (PRIMARY,)


@dataclass(frozen=True, slots=True)
class Span:
    """One holder of a position for one reason; without a person it is a gap."""

    position: int
    person: int | None
    starts: datetime
    ends: datetime
    reason: str

    @property
    def is_gap(self) -> bool:
        return self.person is None


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch in which somebody is on call in a schedule."""

    schedule: int
    name: str
    position: int
    person: int
    starts: datetime
    ends: datetime
    reason: str

    @property
    def place(self) -> str:
        """Primary, secondary, ..., within a line."""
        return position_name(self.position)


@dataclass(frozen=True, slots=True)
class Filled:
    """Who fills a role: a person or a contact, and why, in words."""

    name: str
    reason: str
    person: int | None = None
    contact: int | None = None
