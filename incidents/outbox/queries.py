"""What is stuck, and where things are shown."""

from datetime import datetime

from django.db import connection
from django.db.models import F, Q

from incidents import rows
from incidents.outbox.models import Effect, Posting
from incidents.outbox.values import TELL_AFTER, TELL_AFTER_DEFERRALS, TROUBLE


def posting(key: str) -> Posting | None:
    return rows.one(Posting, "WHERE key = %s", [key])


def stuck(subject: str) -> list[Effect]:
    """What gave up or keeps failing about this subject, oldest first."""
    trying = Q(status__in=[Effect.Status.PENDING, Effect.Status.LEASED])
    long = Q(attempts__gte=F("deferrals") + TELL_AFTER) | Q(
        deferrals__gte=TELL_AFTER_DEFERRALS
    )
    failing = Q(status=Effect.Status.DEAD) | (trying & long)
    found = Effect.objects.filter(failing, subject=subject).exclude(kind=TROUBLE)
    return list(found.order_by("pk"))


def waiting_for(effects: list[Effect]) -> int:
    """How many further effects wait for these."""
    ids = [effect.pk for effect in effects]
    pending = Effect.objects.filter(status=Effect.Status.PENDING)
    return pending.filter(after__overlap=ids).exclude(pk__in=ids).count()


def being_sent(*, subject: str, kind: str) -> bool:
    """Whether a worker is sending an effect of this kind about this subject."""
    leased = Effect.objects.filter(subject=subject, status=Effect.Status.LEASED)
    return leased.filter(kind=kind).exists()


def late(*, before: datetime) -> int:
    """How many effects have been due since before then, and nobody took them."""
    due = Effect.objects.filter(status=Effect.Status.PENDING, not_before__lt=before)
    waiting = due.exclude(after=[]).values_list("after", flat=True)
    awaited = {pk for ids in waiting for pk in ids}
    unmet = Effect.objects.filter(pk__in=awaited, shown=0).exclude(
        status=Effect.Status.DONE
    )
    return due.exclude(after__overlap=list(unmet.values_list("pk", flat=True))).count()


_STUCK = """
SELECT queue, count(*) FROM (
    SELECT e.queue FROM incidents_effect e
    WHERE e.status IN ('pending', 'leased') AND e.not_before < %(before)s
        AND (e.status = 'pending' OR e.lease_until < %(before)s)
        AND NOT EXISTS (
            SELECT 1 FROM unnest(e.after) AS before(id) WHERE (
                SELECT p.status <> 'done' AND p.shown = 0
                    AND NOT (p.status = 'dead' AND e.mode = 'state')
                FROM incidents_effect p WHERE p.id = before.id))
    LIMIT 10000
) AS stuck GROUP BY queue
"""


def stuck_by_queue(*, before: datetime) -> dict[str, int]:
    """By queue: what could be claimed since before then, and nobody took it, or who
    took it died. The rule is that of claims. Counted to ten thousand.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STUCK, {"before": before})
        return {str(queue): int(number) for queue, number in cursor.fetchall()}


def dead() -> int:
    """How many effects gave up."""
    return Effect.objects.filter(status=Effect.Status.DEAD).count()


def backlog() -> tuple[int, int]:
    """How many effects are to be carried out or being so, and how many gave up."""
    going = [Effect.Status.PENDING, Effect.Status.LEASED]
    return Effect.objects.filter(status__in=going).count(), dead()
