"""Somebody else for a while: overrides, and taking the pager. Times are UTC."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.changes import REASON_LIMIT, changed, check_stretch, hold, when
from incidents.oncall.models import Leave, Override, Schedule
from incidents.oncall.queries import holders
from incidents.oncall.telling import tell_override
from incidents.oncall.values import Holder, position_name
from incidents.people.models import Person
from incidents.values import Mistake, clean_line

# How long who takes the pager keeps it where no hand-over is in sight.
KEPT = timedelta(hours=12)


@transaction.atomic
def override(
    *,
    schedule: Schedule,
    person: Person,
    starts_at: datetime,
    ends_at: datetime,
    by: Person | None,
    now: datetime,
    position: int | None = None,
    reason: str = "",
) -> Override:
    """This person is on call instead, in one position or in all. Raises Mistake.

    The person is told, unless it is who asks.
    """
    schedule = hold(schedule.pk)
    starts_at = max(starts_at, now) if ends_at > now else starts_at
    check_stretch(starts_at, ends_at, now=now)
    check_position(schedule, position)
    check_there(person, starts_at, ends_at)
    if reason.strip():
        reason = clean_line(reason, field="reason", limit=REASON_LIMIT)
    made = Override.objects.create(
        schedule=schedule,
        position=position,
        person=person,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip(),
        by=by,
        created_at=now,
    )
    where = f" as {position_name(position)}" if position else ""
    told = f"{person.name}{where} is on call from {when(starts_at, ends_at)}"
    changed(schedule, f"Override: {told}", by=by)
    if by is not None and by != person:
        tell_override(made)
    return made


@transaction.atomic
def cancel_override(*, override_id: int, by: Person, now: datetime) -> Override:
    """It ends now; one that has not begun never counts. Raises Mistake."""
    found = Override.objects.select_related("schedule").filter(pk=override_id).first()
    if found is None:
        raise Mistake("This override is not there any more.")
    schedule = hold(found.schedule_id)
    found.refresh_from_db()
    if found.cancelled_at is not None or found.ends_at <= now:
        raise Mistake("This override is over already.")
    if found.starts_at < now:
        found.ends_at = now
    else:
        found.cancelled_at = now
    found.save(update_fields=["ends_at", "cancelled_at"])
    changed(schedule, f"Ended the override of {found.person.name}", by=by)
    if by != found.person:
        tell_override(found)
    return found


@transaction.atomic
def take_pager(
    *,
    schedule: Schedule,
    by: Person,
    now: datetime,
    position: int = 1,
    until: datetime | None = None,
) -> Override:
    """Who asks is on call at once, until then or until the shift ends.

    Whoever had it is told. Raises Mistake for who has it already.
    """
    schedule = hold(schedule.pk)
    current = holding(schedule, position, now)
    if current is not None and current.person == by.pk and until is None:
        raise Mistake(
            f"You are on call already, as {position_name(position)} of {schedule.name}."
        )
    ends = until or (current.until if current else None) or now + KEPT
    made = override(
        schedule=schedule,
        person=by,
        starts_at=now,
        ends_at=ends,
        by=by,
        now=now,
        position=position,
        reason="took the pager",
    )
    if current is not None and current.person != by.pk:
        tell_override(made, to=current.person)
    return made


def holding(schedule: Schedule, position: int, at: datetime) -> Holder | None:
    """Who has this position at a moment."""
    found = holders([schedule.pk], at)[schedule.pk]
    return next((each for each in found if each.position == position), None)


def check_position(schedule: Schedule, position: int | None) -> None:
    """Raises Mistake for a position that no layer of the schedule fills."""
    known = set(schedule.layers.values_list("position", flat=True)) or {1}
    if position is not None and position not in known:
        named = ", ".join(f"{each} ({position_name(each)})" for each in sorted(known))
        raise Mistake(
            f"{schedule.name} has no position {position}. It has: {named}.",
            field="position",
        )


def check_there(person: Person, starts_at: datetime, ends_at: datetime) -> None:
    """Raises Mistake for who has left, or is away at some time of it."""
    if not person.is_active:
        raise Mistake(f"{person.name} has left: choose somebody else.", field="person")
    leave = Leave.objects.filter(
        person=person, starts_at__lt=ends_at, ends_at__gt=starts_at
    ).first()
    if leave is not None:
        raise Mistake(
            f"{person.name} is away from {when(leave.starts_at, leave.ends_at)}: "
            "choose somebody else, or another time.",
            field="person",
        )
