"""Frozen facts of a run's walk and of what goes out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from incidents.policies.values import Notify, Target
from incidents.record.models import Incident


class ChangeSeverity(Protocol):
    """Makes an incident that is held as severe as this; nobody is named for it."""

    def __call__(
        self, *, incident: Incident, severity: str, reason: str, now: datetime
    ) -> object: ...


@dataclass(frozen=True, slots=True)
class House:
    """What escalation asks of packages above it.

    `catch_all`: the id of the team that takes what nobody takes, if there is one.
    `alerts`: when the alerts of these incidents came, by incident, since a moment.
    """

    catch_all: Callable[[], int | None]
    alerts: Callable[[Collection[int], datetime], Mapping[int, Sequence[datetime]]]
    change_severity: ChangeSeverity


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a walk stands: the place of the level that comes next, and how often it
    began again.
    """

    place: int = 0
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Level:
    """What came of one level. `reasons` are those of its steps, in their order.

    `gap`: somebody should have been there, and nobody was. `notices` are told, and
    reach no person. `severity` is what the incident becomes, if it changes.
    """

    number: int
    place: int
    repeated: int
    targets: tuple[Target, ...]
    reasons: tuple[str, ...]
    skipped: bool = False
    gap: bool = False
    notices: tuple[Notify, ...] = ()
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Walked:
    """Levels gone through until one pages somebody or waits, in their order.

    `wait` is before the next one; None when nothing is left: it is exhausted.
    """

    levels: tuple[Level, ...]
    standing: Standing
    wait: timedelta | None

    @property
    def exhausted(self) -> bool:
        return self.wait is None

    @property
    def targets(self) -> tuple[Target, ...]:
        return self.levels[-1].targets if self.levels else ()


@dataclass(frozen=True, slots=True)
class Told:
    """A further incident that a page tells of."""

    incident: int
    reference: str
    title: str
    severity: str
    service: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A page as it goes out. It names no number: `method` is the id to ask for it.

    `text` says why they are paged. `is_extra`: an attempt before this one may have
    reached them already. `vendor_id` is of that attempt, where it is known. `bundled`
    is what else it tells.
    """

    page: int
    incident: int
    way: str
    method: int | None
    person: int | None
    contact: int | None
    name: str
    reference: str
    title: str
    severity: str
    service: str
    team: str
    text: str
    language: str
    zone: str
    is_extra: bool = False
    vendor_id: str = ""
    bundled: tuple[Told, ...] = ()

    @property
    def every(self) -> tuple[Told, ...]:
        """All that it tells of, the most severe first."""
        own = Told(
            self.incident, self.reference, self.title, self.severity, self.service
        )
        # An unset severity comes last: "SEV4" < "~".
        return tuple(
            sorted(
                (own, *self.bundled),
                key=lambda told: (told.severity or "~", told.incident),
            )
        )


Chain = list[dict[str, Any]]
