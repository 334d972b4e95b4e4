"""Telling what is no person: channels, user groups, mailboxes, webhooks, PagerDuty.

Nobody counts as reached by it. What cannot be told leads to the next level at once,
unless its own level pages somebody or tells others too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.escalation import asking
from incidents.escalation.models import Notice, Page, Run
from incidents.escalation.values import Level
from incidents.outbox import services as outbox
from incidents.outbox.values import SLACK, Wanted
from incidents.record import services as record
from incidents.record.models import Entry, Incident, subject_of
from incidents.values import Severity

Status = Notice.Status
IN_SLACK = ("channel", "user_group")
# Those who would read it are unknown.
PUBLIC = (*IN_SLACK, "team_email")
# No page waits for a thread that a slow webhook has.
BESIDE = "sync"
UNSET = 50
OVER = (Run.Status.ACKNOWLEDGED, Run.Status.RESOLVED, Run.Status.CANCELLED)
OPEN = (Status.QUEUED, Status.RETRIED)


@dataclass(frozen=True, slots=True)
class Telling:
    """A notice as it goes out, with its incident and the policy's name."""

    notice: Notice
    incident: Incident
    policy: str

    @property
    def settings(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.notice.settings
        return found


def effect_of(kind: str) -> str:
    """The kind of effect that carries out a step of this kind."""
    return f"notice.{kind}"


def notices_for(run: Run, level: Level) -> list[Notice]:
    """A notice for each place that a level tells, not written yet."""
    return [
        Notice(
            run_id=run.pk,
            incident_id=run.incident_id,
            kind=each.kind,
            name=each.name[:300],
            settings=dict(each.settings),
            level=level.number,
            place=level.place,
            repeated=level.repeated,
            why=f"Level {level.number} of “{run.name}”",
        )
        for each in level.notices
    ]


def add(notices: Sequence[Notice], severities: Mapping[int, str]) -> None:
    """Write these, and ask for them to be told; severities by incident."""
    if not notices:
        return
    outbox.add_all(
        [
            _effect(each, severities.get(each.incident_id, ""))
            for each in Notice.objects.bulk_create(notices)
        ]
    )


def _effect(notice: Notice, severity: str) -> Wanted:
    return Wanted(
        kind=effect_of(notice.kind),
        key=f"notice:{notice.pk}",
        subject=subject_of(notice.incident_id),
        args={"notice": notice.pk},
        priority=10 * Severity(severity).rank if severity else UNSET,
        queue=SLACK if notice.kind in IN_SLACK else BESIDE,
    )


@transaction.atomic
def sendable(notice_id: int, *, now: datetime) -> Telling | None:
    """What is told, or None when it is not wanted any more: somebody has it, it is
    over, it was told already, or it became private.
    """
    notice = _held(notice_id)
    if notice is None or notice.status not in OPEN:
        return None
    if notice.run.status in OVER or not notice.incident.is_open:
        _end(notice, Status.CANCELLED, "Nobody needs it any more", now)
        return None
    if notice.incident.is_private and notice.kind in PUBLIC:
        _fails(notice, "the incident is private now", now)
        return None
    return Telling(notice, notice.incident, notice.run.name)


def _held(notice_id: int) -> Notice | None:
    """The notice as it is now, with its incident, both held: the incident first."""
    found = Notice.objects.filter(pk=notice_id).values_list("incident", flat=True)
    list(Incident.objects.select_for_update(no_key=True).filter(pk__in=list(found)))
    rows = Notice.objects.select_for_update(no_key=True, of=("self",))
    detailed = rows.select_related("incident__service__team", "run")
    return detailed.filter(pk=notice_id).first()


@transaction.atomic
def sent(notice_id: int, *, now: datetime, vendor_id: str = "") -> None:
    """It was told."""
    notice = _held(notice_id)
    if notice is None or notice.status not in OPEN:
        return
    notice.vendor_id, notice.sent_at = vendor_id[:80], now
    _end(notice, Status.SENT, "", now)
    _say(notice, Entry.Kind.PAGE, f"{_named(notice)} was told", now)


@transaction.atomic
def retried(notice_id: int, *, text: str, now: datetime) -> None:
    """It fails again and again, and is tried further: nobody waits for it any more."""
    notice = _held(notice_id)
    if notice is None or notice.status != Status.QUEUED:
        return
    notice.status, notice.outcome = Status.RETRIED, text[:300]
    notice.save(update_fields=["status", "outcome"])
    said = f"{_named(notice)} cannot be told yet, and is tried further: {text}"
    _say(notice, Entry.Kind.TROUBLE, said, now)
    _next_level(notice, now)


@transaction.atomic
def failed(notice_id: int, *, text: str, now: datetime) -> None:
    """It cannot be told, for good."""
    notice = _held(notice_id)
    if notice is not None and notice.status in OPEN:
        _fails(notice, text, now)


def _fails(notice: Notice, text: str, now: datetime) -> None:
    _end(notice, Status.FAILED, text, now)
    _say(notice, Entry.Kind.TROUBLE, f"{_named(notice)} was not told: {text}", now)
    _next_level(notice, now)


def _end(notice: Notice, status: Notice.Status, text: str, now: datetime) -> None:
    notice.status, notice.outcome, notice.ended_at = status, text[:300], now
    notice.save(update_fields=["status", "outcome", "ended_at", "vendor_id", "sent_at"])


def _named(notice: Notice) -> str:
    return f"{notice.name[:1].upper()}{notice.name[1:]}"


def _say(notice: Notice, kind: Entry.Kind, text: str, now: datetime) -> None:
    record.add_entry(
        incident=notice.incident,
        kind=kind,
        text=text[:3_000],
        at=now,
        by=None,
        data={"notice": notice.pk, "status": notice.status},
    )
    asking.show([notice.incident_id])


def _next_level(notice: Notice, now: datetime) -> None:
    """At once, while the run waits for this level, and nothing else of it tells anybody
    or pages them.
    """
    same = Notice.objects.filter(
        run=notice.run_id, place=notice.place, repeated=notice.repeated
    )
    if same.filter(status__in=(Status.QUEUED, Status.SENT)).exists():
        return
    pages = Page.objects.filter(
        run=notice.run_id, level=notice.level, created_at__gte=notice.created_at
    )
    if pages.exists():
        return
    waiting = Run.objects.filter(
        pk=notice.run_id,
        status=Run.Status.RUNNING,
        place=notice.place + 1,
        repeated=notice.repeated,
        next_at__gt=now,
    )
    if waiting.update(next_at=now):
        outbox.wake(asking.PAGE)
