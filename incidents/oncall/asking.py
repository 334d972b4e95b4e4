"""Asking somebody to cover a stretch or to swap, and answering. Times are UTC."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.calculator import of_position
from incidents.oncall.changes import (
    REASON_LIMIT,
    check_stretch,
    hold,
    when,
)
from incidents.oncall.loading import rotas
from incidents.oncall.models import Schedule, ShiftRequest
from incidents.oncall.overriding import check_position, check_there, override
from incidents.oncall.telling import tell_request
from incidents.oncall.values import position_name
from incidents.people.models import Person
from incidents.values import Mistake, clean_line

Status = ShiftRequest.Status
Kind = ShiftRequest.Kind
Stretch = tuple[datetime, datetime]


@transaction.atomic
def ask_cover(
    *,
    schedule: Schedule,
    position: int,
    asked: Person,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    now: datetime,
    reason: str = "",
) -> ShiftRequest:
    """Ask somebody to take this stretch of theirs who asks. Raises Mistake."""
    return _ask(
        ShiftRequest(
            kind=Kind.COVER,
            schedule=schedule,
            position=position,
            asker=by,
            asked=asked,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason,
        ),
        now=now,
    )


@transaction.atomic
def ask_swap(
    *,
    schedule: Schedule,
    position: int,
    asked: Person,
    give: Stretch,
    take: Stretch,
    by: Person,
    now: datetime,
    reason: str = "",
) -> ShiftRequest:
    """Ask somebody to take `give` of theirs who asks, who takes theirs in return.

    Both are of one position of a schedule. Raises Mistake.
    """
    return _ask(
        ShiftRequest(
            kind=Kind.SWAP,
            schedule=schedule,
            position=position,
            asker=by,
            asked=asked,
            starts_at=give[0],
            ends_at=give[1],
            back_starts_at=take[0],
            back_ends_at=take[1],
            reason=reason,
        ),
        now=now,
    )


def _ask(request: ShiftRequest, *, now: datetime) -> ShiftRequest:
    hold(request.schedule_id)
    if request.asker_id == request.asked_id:
        raise Mistake("You cannot ask yourself: choose somebody else.", field="person")
    check_position(request.schedule, request.position)
    if request.reason.strip():
        request.reason = clean_line(request.reason, field="reason", limit=REASON_LIMIT)
    request.starts_at = max(request.starts_at, now)
    if request.back_starts_at is not None:
        request.back_starts_at = max(request.back_starts_at, now)
    _check(request, now=now)
    same = ShiftRequest.objects.filter(
        schedule=request.schedule,
        position=request.position,
        asker=request.asker,
        asked=request.asked,
        status=Status.PENDING,
        starts_at__lt=request.ends_at,
        ends_at__gt=request.starts_at,
    )
    if same.exists():
        raise Mistake(
            f"You have asked {request.asked.name} for this time already: wait for the "
            "answer, or take that back first.",
            field="person",
        )
    request.created_at = now
    request.save()
    tell_request(request)
    return request


@transaction.atomic
def accept(*, request_id: int, by: Person, now: datetime) -> ShiftRequest:
    """The asked one takes it: overrides are made of it at once. Raises Mistake."""
    request = _held(request_id, now=now)
    if by != request.asked:
        raise Mistake(f"{request.asked.name} is asked, and answers alone.")
    request.starts_at = max(request.starts_at, now)
    if request.back_starts_at is not None:
        request.back_starts_at = max(request.back_starts_at, now)
    _check(request, now=now)
    verb = "covers" if request.kind == Kind.COVER else "swaps with"
    why = f": {request.reason}" if request.reason else ""
    for person, (starts_at, ends_at) in _becomes(request):
        override(
            schedule=request.schedule,
            person=person,
            starts_at=starts_at,
            ends_at=ends_at,
            by=person,
            now=now,
            position=request.position,
            reason=f"{request.asked.name} {verb} {request.asker.name}{why}"[
                :REASON_LIMIT
            ],
        )
    _answered(request, Status.ACCEPTED, now=now)
    return request


@transaction.atomic
def decline(
    *, request_id: int, by: Person, now: datetime, answer: str = ""
) -> ShiftRequest:
    """The asked one does not take it. Raises Mistake."""
    request = _held(request_id, now=now)
    if by != request.asked:
        raise Mistake(f"{request.asked.name} is asked, and answers alone.")
    if answer.strip():
        request.answer = clean_line(answer, field="answer", limit=REASON_LIMIT)
    _answered(request, Status.DECLINED, now=now)
    return request


@transaction.atomic
def take_back(*, request_id: int, by: Person, now: datetime) -> ShiftRequest:
    """Who asked does not need it any more. Raises Mistake."""
    request = _held(request_id, now=now)
    if by != request.asker:
        raise Mistake(f"{request.asker.name} has asked, and takes it back alone.")
    _answered(request, Status.CANCELLED, now=now)
    return request


@transaction.atomic
def expire(*, now: datetime) -> bool:
    """End one request that nobody answered in time; False when there is none."""
    request = (
        ShiftRequest.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(status=Status.PENDING, ends_at__lte=now)
        .first()
    )
    if request is None:
        return False
    _answered(request, Status.EXPIRED, now=now)
    return True


def _held(request_id: int, *, now: datetime) -> ShiftRequest:
    found = ShiftRequest.objects.filter(pk=request_id).first()
    if found is None:
        raise Mistake("This request is not there any more.")
    hold(found.schedule_id)
    rows = ShiftRequest.objects.select_for_update(no_key=True, of=("self",))
    rows = rows.select_related("asker", "asked", "schedule")
    request = rows.get(pk=request_id)
    if request.status != Status.PENDING:
        raise Mistake(
            f"This request is {request.get_status_display().lower()} already."
        )
    if request.ends_at <= now:
        raise Mistake("This stretch is over already.")
    return request


def _answered(request: ShiftRequest, status: Status, *, now: datetime) -> None:
    request.status = status
    request.answered_at = now
    request.save()
    tell_request(request)


def _becomes(request: ShiftRequest) -> list[tuple[Person, Stretch]]:
    """Who is on call instead, and when."""
    found = [(request.asked, (request.starts_at, request.ends_at))]
    if request.back_starts_at is not None and request.back_ends_at is not None:
        back = (request.back_starts_at, request.back_ends_at)
        found.append((request.asker, back))
    return found


def _check(request: ShiftRequest, *, now: datetime) -> None:
    """Raises Mistake unless both have what they give, and are there for the other."""
    giver = {request.asked_id: request.asker, request.asker_id: request.asked}
    for person, (starts_at, ends_at) in _becomes(request):
        check_stretch(starts_at, ends_at, now=now)
        check_there(person, starts_at, ends_at)
        _check_theirs(request, giver[person.pk], starts_at, ends_at)


def _check_theirs(
    request: ShiftRequest, person: Person, starts_at: datetime, ends_at: datetime
) -> None:
    rota = rotas([request.schedule_id], starts_at, ends_at)[request.schedule_id]
    found = of_position(rota, request.position, starts_at, ends_at)
    if all(span.person == person.pk for span in found):
        return
    raise Mistake(
        f"{person.name} is not {position_name(request.position)} of "
        f"{request.schedule.name} for all of {when(starts_at, ends_at)}: choose a "
        "stretch of one of their shifts.",
        field="starts_at",
    )
