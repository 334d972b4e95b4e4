"""The secret addresses under which calendars read shifts. Times are UTC."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from incidents import sealed
from incidents.oncall.changes import hold
from incidents.oncall.models import Schedule, ShiftFeed
from incidents.oncall.queries import of_schedules, shifts
from incidents.oncall.values import Shift
from incidents.people.models import Person

BACK, AHEAD = timedelta(days=30), timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar shows: its name, and the shifts of half a year with names."""

    name: str
    shifts: tuple[Shift, ...]
    names: dict[int, str]
    of_person: bool


@transaction.atomic
def schedule_token(*, schedule: Schedule, anew: bool = False) -> str:
    """The token of a schedule's calendar, made when there is none or another one is
    wanted; the one before is unknown from then on.
    """
    held = hold(schedule.pk)
    if held.sealed_token and not anew:
        return sealed.unseal(held.sealed_token)
    token = secrets.token_urlsafe(32)
    held.sealed_token, held.token_digest = sealed.seal(token), _digest(token)
    held.save(update_fields=["sealed_token", "token_digest"])
    return token


@transaction.atomic
def person_token(*, person: Person, anew: bool = False) -> str:
    """The same of a person's own shifts, in every schedule."""
    rows = ShiftFeed.objects.select_for_update(no_key=True)
    found = rows.filter(person=person).first()
    if found is not None and not anew:
        return sealed.unseal(found.sealed_token)
    token = secrets.token_urlsafe(32)
    ShiftFeed.objects.update_or_create(
        person=person,
        defaults={"sealed_token": sealed.seal(token), "token_digest": _digest(token)},
    )
    return token


def feed(token: str, *, now: datetime) -> Feed | None:
    """What the calendar of this token shows; None for a token that nobody has.

    Somebody who left sees nothing any more.
    """
    digest = _digest(token)
    # Whole months, so that a shift without an end in sight keeps its start for one.
    since = (now - BACK).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    until = now + AHEAD
    schedule = Schedule.objects.filter(token_digest=digest).first()
    if schedule is not None:
        found = of_schedules([schedule.pk], since, until)
        return Feed(f"On call: {schedule.name}", found, _names(found), of_person=False)
    own = ShiftFeed.objects.filter(token_digest=digest, person__is_active=True)
    mine = own.select_related("person").first()
    if mine is None:
        return None
    found = shifts([mine.person_id], since, until)
    name = f"On call: {mine.person.name}"
    return Feed(name, found, _names(found), of_person=True)


def _names(found: tuple[Shift, ...]) -> dict[int, str]:
    people = Person.objects.filter(pk__in={shift.person for shift in found})
    return dict(people.values_list("pk", "name"))


def _digest(token: str) -> str:
    """A token has 256 random bits, so that one fast round suffices."""
    return hashlib.sha256(token.encode()).hexdigest()
