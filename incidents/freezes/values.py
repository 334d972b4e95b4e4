"""Whether deployments of a scope should wait, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.values import Mistake


class UnknownScope(Mistake):
    """Nothing has this name, so nobody can say that it may be deployed."""


@dataclass(frozen=True)
class Standing:
    """A freeze that stands. `incident` is empty where it must not be known."""

    id: int
    scope: str
    reason: str
    incident: str
    by: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Allowance:
    """Somebody may deploy all the same, until then."""

    by: str
    reason: str
    until: datetime


@dataclass(frozen=True)
class State:
    """`frozen` is what a pipeline acts on: something stands and is not overridden."""

    scope: str
    standing: Sequence[Standing]
    override: Allowance | None

    @property
    def frozen(self) -> bool:
        return bool(self.standing) and self.override is None

    @property
    def until(self) -> datetime | None:
        """When the last of them ends; None when one has no end."""
        ends = [freeze.until for freeze in self.standing]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None
