"""get_invites: whom an incident needs. docs/invitations.md has an example."""

from collections.abc import Callable
from typing import Any

from django.dispatch import Signal

from incidents.record.models import Incident

Receiver = Callable[..., Any]


class InviteSignal(Signal):
    """A Django signal whose receivers are asked one by one, by the worker.

    Each gets `sender` (the class Incident), `incident`, `reason` ("created" or
    "updated") and `now` (UTC), and returns the people to invite: Person or Invite
    objects. Those that ship with Muster read only the database and form the first
    invitation; all others form a second one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shipped: set[str] = set()

    def shipped(self, receiver: Receiver) -> Receiver:
        """Connect a receiver of Muster's own: it reads the database, and no more."""
        self._shipped.add(name_of(receiver))
        self.connect(receiver)
        return receiver

    def first_round(self) -> dict[str, Receiver]:
        """The receivers that ship with Muster, by name."""
        return {n: r for n, r in self._named().items() if n in self._shipped}

    def second_round(self) -> dict[str, Receiver]:
        """All other receivers, by name."""
        return {n: r for n, r in self._named().items() if n not in self._shipped}

    def _named(self) -> dict[str, Receiver]:
        waiting, asynchronous = self._live_receivers(Incident)
        return {name_of(each): each for each in (*waiting, *asynchronous)}


def name_of(receiver: Receiver) -> str:
    """How a receiver is named to people, like `acme.invites.legal`."""
    named = receiver if hasattr(receiver, "__qualname__") else type(receiver)
    return f"{named.__module__}.{named.__qualname__}"[:200]


get_invites = InviteSignal()
