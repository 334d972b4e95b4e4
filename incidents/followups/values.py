"""What a follow-up is to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from incidents.followups.models import FollowUp
from incidents.people.models import Person


@dataclass(frozen=True)
class Plan:
    """Only the title is needed. `due_on` is a day in the owner's zone."""

    title: str
    owner: Person | None = None
    due_on: date | None = None
    permalink: str = ""


@dataclass(frozen=True)
class Summary:
    """An incident's follow-ups in short: `first` are the open ones due soonest."""

    first: Sequence[FollowUp]
    open: int
    done: int
