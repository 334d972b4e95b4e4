"""What is stuck, and where things are shown."""

from django.db.models import F, Q

from incidents.outbox.models import Effect, Posting
from incidents.outbox.values import TELL_AFTER, TELL_AFTER_DEFERRALS, TROUBLE


def posting(key: str) -> Posting | None:
    return Posting.objects.filter(key=key).first()


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
