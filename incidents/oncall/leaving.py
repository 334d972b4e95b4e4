"""Leave: who is away is passed over in every schedule. Times are UTC."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from incidents.oncall.changes import (
    REASON_LIMIT,
    changed,
    check_stretch,
    hold_all,
    when,
)
from incidents.oncall.models import Leave, Schedule
from incidents.people.models import Person
from incidents.values import Mistake, clean_line


@transaction.atomic
def add_leave(
    *,
    person: Person,
    starts_at: datetime,
    ends_at: datetime,
    by: Person | None,
    now: datetime,
    reason: str = "",
) -> Leave:
    """This person is away from then until then. Raises Mistake."""
    leave = Leave(person=person, starts_at=starts_at, ends_at=ends_at, reason=reason)
    return save_leave(leave=leave, by=by, now=now)


@transaction.atomic
def save_leave(*, leave: Leave, by: Person | None, now: datetime) -> Leave:
    """Keep somebody's leave, new or changed, as it is filled in. Raises Mistake."""
    held = hold_all(schedules_of(leave.person_id))
    check_leave(leave, now=now)
    if not leave.pk:
        leave.by = by
        leave.created_at = now
    leave.save()
    for schedule in held:
        text = f"{leave.person.name} is away from "
        changed(schedule, text + when(leave.starts_at, leave.ends_at), by=by)
    return leave


@transaction.atomic
def end_leave(*, leave_id: int, by: Person, now: datetime) -> None:
    """They are back now; leave to come is taken back. Raises Mistake."""
    leave = Leave.objects.select_related("person").filter(pk=leave_id).first()
    if leave is None:
        raise Mistake("This leave is not there any more.")
    held = hold_all(schedules_of(leave.person_id))
    if leave.ends_at <= now:
        raise Mistake(f"{leave.person.name} is back already.")
    if leave.starts_at < now:
        leave.ends_at = now
        leave.save(update_fields=["ends_at"])
    else:
        leave.delete()
    for schedule in held:
        changed(schedule, f"{leave.person.name} is not away any more", by=by)


def check_leave(leave: Leave, *, now: datetime) -> None:
    """Clean its reason; raises Mistake that names what is wrong with it."""
    check_stretch(leave.starts_at, leave.ends_at, now=now)
    if leave.reason.strip():
        leave.reason = clean_line(leave.reason, field="reason", limit=REASON_LIMIT)


def schedules_of(person: int) -> set[int]:
    """The schedules in which this person, by id, could be on call."""
    mine = Q(layers__members__person=person) | Q(overrides__person=person)
    return set(Schedule.objects.filter(mine).values_list("pk", flat=True))
