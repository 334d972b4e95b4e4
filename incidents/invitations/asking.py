"""Asking receivers whom to invite. What one of them does wrong stays its own."""

import inspect
import threading
from collections.abc import Iterable
from datetime import datetime
from queue import Empty, Queue
from typing import Any

from django.conf import settings
from django.db import connections
from django.dispatch import Signal

from incidents.invitations import receivers  # noqa: F401  # it connects them
from incidents.invitations.signals import Receiver, get_invites, name_of
from incidents.invitations.values import REASON, Invite, Named, Round
from incidents.people.models import Person
from incidents.record.models import Incident

# A receiver that hangs keeps its thread until it ends: so many at once, and no more.
_free = threading.BoundedSemaphore(max(1, settings.DELIVERY_THREADS // 2))


class ReceiverFailed(Exception):
    """A receiver raised, took too long, or returned what is no list of people."""


class AllBusy(Exception):
    """As many receivers are being asked already as may be at once."""


def first_round(incident: Incident, *, reason: str, now: datetime) -> Round:
    """Ask the receivers that ship with Muster; who fails stops no other."""
    named: list[Named] = []
    failed: list[tuple[str, str]] = []
    for name, receiver in get_invites.first_round().items():
        try:
            named += ask(receiver, incident=incident, reason=reason, now=now)
        except ReceiverFailed as error:
            failed.append((name, str(error)))
    return Round(named=tuple(named), failed=tuple(failed))


def ask(
    receiver: Receiver, *, incident: Incident, reason: str, now: datetime
) -> list[Named]:
    """Raises ReceiverFailed, whatever the receiver raised."""
    alone = Signal()  # its send_robust logs and answers what a receiver raises
    alone.connect(_listing(receiver), weak=False)
    given = {"incident": incident, "reason": reason, "now": now}
    ((_, answer),) = alone.send_robust(Incident, **given)
    if isinstance(answer, Exception):
        raise ReceiverFailed(f"{type(answer).__name__}: {answer}") from answer
    found: list[Named] = answer
    return found


def ask_within(
    receiver: Receiver,
    *,
    incident: Incident,
    reason: str,
    now: datetime,
    seconds: float,
) -> list[Named]:
    """As `ask`, and give it up after so many seconds. Raises AllBusy too."""
    if not _free.acquire(blocking=False):
        raise AllBusy
    answers: Queue[list[Named] | ReceiverFailed] = Queue(1)

    def run() -> None:
        try:
            answers.put(ask(receiver, incident=incident, reason=reason, now=now))
        except ReceiverFailed as error:
            answers.put(error)
        finally:
            connections.close_all()
            _free.release()

    threading.Thread(target=run, name=name_of(receiver), daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise ReceiverFailed(f"It did not answer within {seconds:g} s") from None
    if isinstance(answer, ReceiverFailed):
        raise answer
    return answer


def _listing(receiver: Receiver) -> Receiver:
    """The receiver with its answer read to the end, for a generator fails late."""
    name = name_of(receiver)

    def listed(**named: Any) -> list[Named]:
        return _people(receiver(**named | {"signal": get_invites}), name)

    async def listed_later(**named: Any) -> list[Named]:
        return _people(await receiver(**named | {"signal": get_invites}), name)

    return listed_later if inspect.iscoroutinefunction(receiver) else listed


def _people(answer: Iterable[Person | Invite] | None, name: str) -> list[Named]:
    return [_one(each, name) for each in answer or ()]


def _one(each: Person | Invite, name: str) -> Named:
    found = Invite(each) if isinstance(each, Person) else each
    if not isinstance(found, Invite) or not isinstance(found.person, Person):
        raise TypeError(f"{found!r:.100} is no Person and no Invite")
    return Named(found.person, receiver=name, reason=found.reason[:REASON])
