"""Muster looks at itself. Whichever process can, does so; one of them at a time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from incidents.auditing import telling
from incidents.auditing.checks import find
from incidents.auditing.models import Audit, Trouble
from incidents.auditing.values import Finding

EVERY = timedelta(seconds=10)
PING_EVERY = timedelta(minutes=1)
# What comes back within this time was never really over.
SAME = timedelta(minutes=15)
KEPT = timedelta(days=30)
ONE = 1
# What services nobody can be reached for is worked out once an hour.
COVERAGE = "coverage"
PUT_OFF = "put_off"
ELSEWHERE = (COVERAGE, PUT_OFF)
# What fails is put off for a minute: failing again after this long, it is no chance.
CHANCE = timedelta(seconds=45)
# What did not fail again for so long works.
CALM = timedelta(minutes=5)


@transaction.atomic
def look(now: datetime) -> bool:
    """Find what does not work by `now` (UTC), and have admins told of it. Nothing when
    another process just did. Whether the address outside is to be pinged.

    What fails in here is raised, and nobody is pinged.
    """
    audit = _held()
    if audit is None or _is_recent(audit.looked_at, now, EVERY):
        return False
    ours = Trouble.objects.filter(ended_at=None).exclude(kind__in=ELSEWHERE)
    troubles = [*_keep(find(now), ours, now), *_put_off(now)]
    telling.tell(troubles, now)
    audit.looked_at = now
    audit.is_well = not any(each.is_grave for each in troubles)
    ping = audit.is_well and not _is_recent(audit.pinged_at, now, PING_EVERY)
    if ping:
        audit.pinged_at = now
    audit.save(update_fields=["looked_at", "is_well", "pinged_at"])
    return ping


def _held() -> Audit | None:
    """The one row; None while another process looks."""
    Audit.objects.bulk_create([Audit(pk=ONE)], ignore_conflicts=True)
    rows = Audit.objects.select_for_update(no_key=True, skip_locked=True)
    return rows.filter(pk=ONE).first()


def _is_recent(at: datetime | None, now: datetime, within: timedelta) -> bool:
    """A moment that is still to come is of a clock that was set back: not recent."""
    return at is not None and timedelta() <= now - at < within


@transaction.atomic
def note(kind: str, findings: list[Finding], now: datetime) -> None:
    """What is found of a kind that is looked for in another way, and seldom."""
    Audit.objects.select_for_update(no_key=True).filter(pk=ONE).first()
    known = Trouble.objects.filter(ended_at=None, kind=kind)
    telling.tell(_keep(findings, known, now), now)


@transaction.atomic
def put_off(text: str, now: datetime) -> None:
    """Something that was due failed, and is tried again in a minute."""
    Audit.objects.select_for_update(no_key=True).filter(pk=ONE).first()
    said = f"What was due failed again ({text}). The workers' log says why."
    found = Finding(PUT_OFF, said, subject=text[:80], patience=CHANCE)
    lasting = Trouble.objects.filter(ended_at=None, kind=PUT_OFF, subject=text[:80])
    telling.tell(_keep([found], lasting, now), now)


def _put_off(now: datetime) -> list[Trouble]:
    """What failed again and again, and still does."""
    lasting = Trouble.objects.filter(ended_at=None, kind=PUT_OFF)
    _end([each for each in lasting if now - each.seen_at > CALM], now)
    return [e for e in lasting.all() if e.seen_at - e.found_at >= CHANCE]


def _keep(
    findings: list[Finding], lasting: "QuerySet[Trouble]", now: datetime
) -> list[Trouble]:
    """Rows follow what was found; those that are believed by now."""
    known = {(each.kind, each.subject): each for each in lasting}
    believed = []
    for each in findings:
        trouble = known.pop((each.kind, each.subject), None) or _again(each, now)
        trouble.text, trouble.is_grave = each.text[:300], each.is_grave
        trouble.seen_at = now
        # A clock that was set back makes nothing wait for it.
        trouble.found_at = min(trouble.found_at, now)
        trouble.save()
        if now - trouble.found_at >= each.patience:
            believed.append(trouble)
    _end(list(known.values()), now)
    return believed


def _again(found: Finding, now: datetime) -> Trouble:
    """The same trouble, when it was over for a moment alone; else a new one."""
    latest = Trouble.objects.filter(kind=found.kind, subject=found.subject)
    last = latest.filter(ended_at__gt=now - SAME).first()
    if last is None:
        return Trouble(kind=found.kind, subject=found.subject, found_at=now)
    last.ended_at = None
    return last


def _end(over: list[Trouble], now: datetime) -> None:
    """It is over; what nobody was told of leaves no row."""
    for each in over:
        if each.told_at is None:
            each.delete()
        else:
            each.ended_at = now
            each.save(update_fields=["ended_at"])
    telling.tell_over([each for each in over if each.told_at is not None], now)
    if over:
        Trouble.objects.filter(ended_at__lt=now - KEPT).delete()


def heard_beat(now: datetime) -> None:
    """Beat is there, and so is the broker that carries what it begins."""
    Audit.objects.update_or_create(pk=ONE, defaults={"beat_at": now})


def pinged(*, at: datetime, error: str) -> None:
    """How a ping went: an empty `error` is well."""
    row = Audit.objects.filter(pk=ONE)
    if error:
        row.update(ping_error=error[:300])
    else:
        row.update(answered_at=at, ping_error="")
