"""What is proven of a service, as frozen facts. Times are UTC, stretches half-open."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Uncovered:
    """From then until then nobody who can be reached would be paged, and why.

    `severities` are those of which that is so; empty for all of them.
    """

    starts: datetime
    ends: datetime
    why: str
    severities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """A service (its id, name and slug) with the policy that an alert of it is
    escalated by, why by this one, and its gaps. `zone` is its team's.
    """

    service: int
    name: str
    slug: str
    team: int
    policy: str
    why: str
    zone: ZoneInfo
    gaps: tuple[Uncovered, ...]

    @property
    def is_covered(self) -> bool:
        return not self.gaps
