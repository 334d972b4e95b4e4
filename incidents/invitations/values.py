"""Who is to be invited, and why."""

from dataclasses import dataclass

from incidents.people.models import Person

CREATED = "created"
UPDATED = "updated"

REASON = 300


@dataclass(frozen=True)
class Invite:
    """What a receiver may return in place of a Person, to say why."""

    person: Person
    reason: str = ""


@dataclass(frozen=True)
class Named:
    """A person whom a receiver named."""

    person: Person
    receiver: str
    reason: str = ""


@dataclass(frozen=True)
class Round:
    """What receivers answered: whom they named, and the error of who failed."""

    named: tuple[Named, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Plan:
    """Whom to invite now, and who may not come for the incident is private."""

    invited: tuple[Named, ...] = ()
    not_allowed: tuple[Named, ...] = ()
