"""Heartbeats: made and changed by people, heard by whoever has the address."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from incidents import sealed
from incidents.catalog.keys import digest_of
from incidents.catalog.models import Service
from incidents.heartbeats.models import Heartbeat
from incidents.heartbeats.telling import BACK, FAILED, PAUSED, Event, tell
from incidents.heartbeats.values import Plan
from incidents.people.models import Person
from incidents.values import Mistake, clean_line

PREFIX = "hb_"
ADDRESS = r"^hb_[A-Za-z0-9_-]{32}$"
# One heard again sooner is not written: it changes nothing.
BEATS_EVERY = timedelta(seconds=1)
State = Heartbeat.State


@transaction.atomic
def make(
    *, service: Service, plan: Plan, by: Person | None, now: datetime
) -> Heartbeat:
    """It waits for its first beat, and is not late before. Raises Mistake."""
    secret = _secret()
    heartbeat = Heartbeat(
        service=service,
        token_digest=digest_of(secret),
        token_sealed=sealed.seal(secret),
        created_at=now,
    )
    _plan(heartbeat, plan)
    heartbeat.save()
    return heartbeat


@transaction.atomic
def change(*, heartbeat: Heartbeat, plan: Plan, by: Person, now: datetime) -> Heartbeat:
    """Another rhythm counts from now on; one that is late stays so until it is heard.

    Raises Mistake, naming the field.
    """
    heartbeat = _held(heartbeat.pk)
    before = heartbeat.rhythm
    _plan(heartbeat, plan)
    if heartbeat.state == State.UP and heartbeat.rhythm != before:
        _wait(heartbeat, now)
    heartbeat.save()
    return heartbeat


def token_of(heartbeat: Heartbeat) -> str:
    """The token itself. Who shows it to a person notes that (back-office, History)."""
    return sealed.unseal(heartbeat.token_sealed)


def regenerate(*, heartbeat: Heartbeat, by: Person, now: datetime) -> None:
    """Another address; the one before is unknown from now on."""
    secret = _secret()
    heartbeat.token_digest = digest_of(secret)
    heartbeat.token_sealed = sealed.seal(secret)
    heartbeat.save(update_fields=["token_digest", "token_sealed"])


@transaction.atomic
def pause(*, heartbeat: Heartbeat, by: Person | None, now: datetime) -> None:
    """Nobody waits for it until it is resumed; its alert resolves. Raises Mistake."""
    heartbeat = _held(heartbeat.pk)
    if heartbeat.state == State.PAUSED:
        raise Mistake(f"“{heartbeat.name}” is paused already.")
    late = heartbeat.state == State.LATE
    _set(heartbeat, State.PAUSED)
    if late:
        tell([Event(heartbeat, PAUSED, now)])


@transaction.atomic
def resume(*, heartbeat: Heartbeat, by: Person, now: datetime) -> None:
    """Wait for it again, from now on. Raises Mistake."""
    heartbeat = _held(heartbeat.pk)
    if heartbeat.state != State.PAUSED:
        raise Mistake(f"“{heartbeat.name}” is not paused.")
    if heartbeat.last_at is None:
        _set(heartbeat, State.NEW)
    else:
        _wait(heartbeat, now)
        _set(heartbeat, State.UP)


def beat(*, token: str, now: datetime, failed: bool = False) -> bool:
    """It was heard at `now` (UTC), or says that it failed, which opens its alert.

    False when nobody has this token. What is paused is heard and stays paused.
    """
    digest = digest_of(token)
    known = Heartbeat.objects.filter(token_digest=digest)
    found = known.values_list("state", "last_at").first()
    if found is None:
        return False
    state, last_at = found
    if state == State.UP and not failed and last_at and now - last_at < BEATS_EVERY:
        return True
    with transaction.atomic():
        heartbeat = _locked().filter(token_digest=digest).first()
        if heartbeat is None:
            return False
        _heard(heartbeat, now, failed=failed)
    return True


def _heard(heartbeat: Heartbeat, now: datetime, *, failed: bool) -> None:
    before = heartbeat.state
    heartbeat.last_at = max(now, heartbeat.last_at or now)
    if before == State.PAUSED:
        heartbeat.save(update_fields=["last_at"])
    elif failed:
        _set(heartbeat, State.LATE)
        if before != State.LATE:
            tell([Event(heartbeat, FAILED, now)])
    else:
        _wait(heartbeat, heartbeat.last_at)
        _set(heartbeat, State.UP)
        if before == State.LATE:
            tell([Event(heartbeat, BACK, now)])


def _plan(heartbeat: Heartbeat, plan: Plan) -> None:
    rhythm = plan.rhythm
    rhythm.check()
    heartbeat.name = clean_line(plan.name, field="name", limit=80)
    taken = Heartbeat.objects.filter(service=heartbeat.service, name=heartbeat.name)
    if taken.exclude(pk=heartbeat.pk).exists():
        raise Mistake(
            f"{heartbeat.service} has a heartbeat “{heartbeat.name}” already: "
            "choose another name.",
            field="name",
        )
    heartbeat.interval_seconds = plan.interval_seconds
    heartbeat.cron, heartbeat.timezone = rhythm.cron, rhythm.zone
    heartbeat.grace_seconds = plan.grace_seconds
    word = plan.severity.strip()
    heartbeat.severity = clean_line(word, field="severity", limit=40) if word else ""


def _wait(heartbeat: Heartbeat, since: datetime) -> None:
    wait = heartbeat.rhythm.after(since)
    heartbeat.waits_from, heartbeat.due_at = wait.since, wait.until


def _set(heartbeat: Heartbeat, state: str) -> None:
    heartbeat.state = state
    if state != State.UP:
        heartbeat.waits_from = heartbeat.due_at = None
    heartbeat.save(update_fields=["state", "last_at", "waits_from", "due_at"])


def _held(pk: int) -> Heartbeat:
    return _locked().select_related("service").get(pk=pk)


def _locked() -> "QuerySet[Heartbeat]":
    return Heartbeat.objects.select_for_update(no_key=True, of=("self",))


def _secret() -> str:
    return PREFIX + secrets.token_urlsafe(24)
