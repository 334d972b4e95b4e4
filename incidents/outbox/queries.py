"""What is stuck, and where things are shown."""

from django.db.models import Q

from incidents.outbox.models import Effect, Posting
from incidents.outbox.values import TELL_AFTER, TROUBLE


def posting(key: str) -> Posting | None:
    return Posting.objects.filter(key=key).first()


def stuck(subject: str) -> list[Effect]:
    """What gave up or keeps failing about this subject, oldest first."""
    failing = Q(status=Effect.Status.DEAD) | Q(
        status__in=[Effect.Status.PENDING, Effect.Status.LEASED],
        attempts__gte=TELL_AFTER,
    )
    found = Effect.objects.filter(failing, subject=subject).exclude(kind=TROUBLE)
    return list(found.order_by("pk"))


def waiting_for(effects: list[Effect]) -> int:
    """How many further effects wait for these."""
    ids = [effect.pk for effect in effects]
    pending = Effect.objects.filter(status=Effect.Status.PENDING)
    return pending.filter(after__overlap=ids).exclude(pk__in=ids).count()
